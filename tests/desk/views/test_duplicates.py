"""The same matter as another case: asked for by its code, refused in words, and never across desks."""

import json

import pytest

from bot.cases.opening import open_or_join_case
from bot.desk.labels import LANGUAGES, Labels
from bot.store.database import Store
from bot.store.tables import Case, User
from tests.desk.conftest import make_case


@pytest.fixture
def codes(store: Store, people) -> tuple[str, str]:
    """A case, and another of the same person."""

    def _make(session):
        first = make_case(session, urgency="urgent", topic="consular_stranded")
        second, _ = open_or_join_case(session, first.conversation, "consular_theft_fraud", "urgent", "asked")
        return first.code, second.code

    return store.write_now(_make)


def _case(store: Store, code: str) -> Case:
    return store.read_now(lambda session: session.query(Case).filter_by(code=code).one())


def _near(code: str) -> str:
    return code[:4] + next(sign for sign in "AC3" if sign != code[4]) + code[5:]


async def test_it_ends_in_the_other_case_which_is_shown(log_in, codes, store: Store) -> None:
    ended, other = codes
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{ended}/claim")
    answer = await siti.post(f"/desk/cases/{ended}/duplicate", of=other.lower(), reason="he says so")
    assert answer.status_code == 200, answer.text
    assert f'data-code="{other}"' in answer.text
    assert (answer.headers["hx-retarget"], answer.headers["hx-push-url"]) == ("#case", f"/desk/cases/{other}")
    assert json.loads(answer.headers["hx-trigger-after-settle"]) == {"joined": ended}
    case = _case(store, ended)
    assert (case.status, case.outcome, case.outcome_code) == ("closed", "he says so", "duplicate")
    assert case.duplicate_of_id == _case(store, other).id


async def test_the_resolve_dialog_leads_to_it_and_names_the_persons_other_cases(log_in, codes) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{codes[0]}/claim")
    page = (await siti.get(f"/desk/cases/{codes[0]}")).text
    assert 'data-opens="duplicate"' in page
    assert 'dialog id="duplicate"' in page
    assert f'<option value="{codes[1]}">' in page


async def test_a_mistyped_code_is_asked_back_and_can_be_chosen(log_in, codes, store: Store) -> None:
    ended, other = codes
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{ended}/claim")
    asked = await siti.post(f"/desk/cases/{ended}/duplicate", of=_near(other))
    assert (asked.status_code, asked.headers["hx-retarget"]) == (422, "#duplicate-meant")
    assert "Did you mean" in asked.text
    assert f'name="meant" value="{other}"' in asked.text
    assert _case(store, ended).status == "claimed"
    chosen = await siti.post(f"/desk/cases/{ended}/duplicate", of=_near(other), meant=other)
    assert chosen.status_code == 200
    assert _case(store, ended).status == "closed"


@pytest.mark.parametrize("written", ["", "   ", "nonsense", "JKT-0000-0", "\x00", "<b>x</b>", "9" * 3000])
async def test_what_is_no_code_changes_nothing(log_in, codes, store: Store, written: str) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{codes[0]}/claim")
    answer = await siti.post(f"/desk/cases/{codes[0]}/duplicate", of=written)
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert "<b>" not in answer.text
    assert _case(store, codes[0]).status == "claimed"


async def test_each_refusal_says_why(log_in, codes, store: Store) -> None:
    def _more(session):
        drill = make_case(session, "Drill", exercise=True).code
        gone = make_case(session, "Gone", topic="chat_human", urgency="routine")
        gone.status = "resolved"
        return drill, gone.code, make_case(session, "Critical").code

    drill, gone, critical = store.write_now(_more)
    siti = await log_in("siti")
    for code in (codes[0], critical):
        await siti.post(f"/desk/cases/{code}/claim")
    for code, of, words in (
        (codes[0], codes[0], "this case itself"),
        (codes[0], gone, "has ended"),
        (codes[0], drill, "exercise"),
        (critical, codes[0], "Only a supervisor"),
    ):
        answer = await siti.post(f"/desk/cases/{code}/duplicate", of=of)
        assert (answer.status_code, words in answer.text) == (422, True), answer.text
        assert _case(store, code).status == "claimed"


async def test_who_does_not_hold_it_ends_nothing(log_in, codes, store: Store) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    assert (await siti.post(f"/desk/cases/{codes[0]}/duplicate", of=codes[1])).status_code == 409
    await siti.post(f"/desk/cases/{codes[0]}/claim")
    answer = await wei.post(f"/desk/cases/{codes[0]}/duplicate", of=codes[1])
    assert answer.status_code == 409
    assert "Siti Rahayu" in answer.text
    assert _case(store, codes[0]).status == "claimed"


async def test_no_code_of_another_desk_is_told_or_taken(log_in, store: Store, people: dict[str, User]) -> None:
    def _make(session):
        paris = make_case(session, "P", "consular_theft_fraud", "urgent", country="FR", country_source="text",
                          nationality="ID")  # fmt: skip
        home = make_case(session, "J", "consular_theft_fraud", "urgent", country="ID", country_source="text")
        return paris.code, home.code

    paris, home = store.write_now(_make)
    paul = await log_in("paul")
    assert (await paul.post(f"/desk/cases/{paris}/claim")).status_code == 200
    for written in (home, _near(home)):
        answer = await paul.post(f"/desk/cases/{paris}/duplicate", of=written)
        assert answer.status_code == 422
        assert "Did you mean" not in answer.text
    assert (await paul.post(f"/desk/cases/{home}/duplicate", of=paris)).status_code == 404
    assert (_case(store, paris).status, _case(store, home).duplicate_of_id) == ("claimed", None)


async def test_plain_browsers_are_led_to_the_other_case(log_in, codes) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{codes[0]}/claim")
    answer = await siti.post(f"/desk/cases/{codes[0]}/duplicate", htmx=False, of=codes[1])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{codes[1]}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    labels = Labels(language)
    for code in ("itself", "ended", "drill", "supervisor", "refused", "unknown"):
        assert labels.find(f"duplicate.{code}")
