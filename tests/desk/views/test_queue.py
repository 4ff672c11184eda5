from bot.cases import ownership
from bot.store.database import Store
from bot.system.components import set_state
from tests.desk.conftest import make_case


async def test_an_empty_queue_says_so(log_in) -> None:
    assert "Nobody is waiting." in (await (await log_in("siti")).get("/desk/queue")).text


async def test_rows_tell_urgency_by_word_and_shape_and_who_holds_them(log_in, store: Store, people) -> None:
    def _fill(session):
        ringing = make_case(session, "Ani", text="tolong", place="Blok M", country="ID")
        held = make_case(session, "Wu", text="救命", language="zh", exercise=True)
        ownership.claim(session, held.id, people["wei"])
        make_case(session, "Bo", urgency="urgent", topic="consular_stranded")
        return ringing.code

    code = store.write_now(_fill)
    rows = (await (await log_in("siti")).get("/desk/queue")).text
    for words in (
        "Critical",
        "Urgent",
        "urgency-icon",
        code,
        "Blok M, Indonesia",
        "Wei Lim",
        "EXERCISE",
        "中文",
        "tolong",
    ):
        assert words in rows, words
    assert rows.index(code) < rows.index("Wei Lim") < rows.index("Stranded")
    assert rows.count("data-ringing") == 1


async def test_what_is_degraded_stands_in_the_strip(log_in, store: Store) -> None:
    siti = await log_in("siti")
    assert "degraded" not in (await siti.get("/desk/health")).text
    store.write_now(lambda session: set_state(session, "dialogue", "degraded", "does not answer"))
    strip = (await siti.get("/desk/health")).text
    assert "Dialogue" in strip
    assert "degraded" in strip
    assert "since" in strip
