"""The panel of phrase cards: what is offered, what a press sends, and what comes back in the operator's language."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership
from bot.cases.asked_cards import answer, asked_in
from bot.cases.intake import note_field
from bot.engine.deck import deck
from bot.store.database import Store
from bot.store.tables import AskedCard, Case, Message, User
from tests.desk.conftest import make_case


def held(store: Store, login: str = "siti", language: str = "zh", reads: str = "id", **values) -> str:
    """A case in somebody's hands, whose traveller writes another language."""

    def _make(session: Session) -> str:
        case = make_case(session, language=language, **values)
        user = session.scalars(select(User).where(User.login == login)).one()
        user.interface_language, user.languages = reads, [reads]
        assert ownership.claim(session, case.id, user).won
        return case.code

    return store.write_now(_make)


def answered(store: Store, code: str, text: str) -> None:
    """The traveller answers the card asked last."""

    def _answer(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        row = asked_in(session, case.id)[-1]
        line = Message(
            conversation_id=case.conversation_id, direction="in", author="traveller", text=text, language="zh",
            content={"coded": [{"card": row.card, "code": code}]},
        )  # fmt: skip
        session.add(line)
        session.flush()
        answer(session, row, code, line)
        note_field(session, case, "breathing", code, text, "traveller", {"card": row.card})

    store.write_now(_answer)


async def test_the_panel_shows_the_sets_of_the_topic_in_both_languages(log_in, store) -> None:
    code = held(store)
    page = (await (await log_in("siti")).get(f"/desk/cases/{code}/cards")).text
    assert page.index(deck().set_name("medical", "id")) < page.index(deck().set_name("fire", "id"))
    for language in ("id", "zh"):
        assert deck().words("awake", language).text in page
    assert "belum diperiksa petugas panggilan darurat" in page
    assert page.count("data-digit=") == 9 + 1  # Nine cards, and "more".


async def test_a_press_sends_the_card_and_the_page_ticks_the_answer(log_in, store) -> None:
    code = held(store)
    desk = await log_in("siti")
    sent = await desk.post(f"/desk/cases/{code}/cards", card="breathing", times="0")
    assert (sent.status_code, sent.headers["HX-Trigger"]) == (204, '{"card-sent": "breathing"}')
    waiting = (await desk.get(f"/desk/cases/{code}/cards?set=cpr")).text
    assert "belum dijawab" in waiting
    answered(store, "none", "没有呼吸了！")
    panel = (await desk.get(f"/desk/cases/{code}/cards?set=cpr")).text
    assert "tidak bernapas" in panel
    proposed = panel[panel.index("data-next") :]
    assert 'data-card="cpr_start"' in proposed[: proposed.index("</li>")]
    talk = (await desk.get(f"/desk/cases/{code}/transcript")).text
    assert "没有呼吸了！" in talk
    assert "tidak bernapas" in talk
    assert deck().words("breathing", "zh").text in talk
    assert deck().words("breathing", "id").text in talk
    file = (await desk.get(f"/desk/cases/{code}")).text
    assert "没有呼吸了！" in file


async def test_a_double_press_sends_once(log_in, store) -> None:
    code = held(store)
    desk = await log_in("siti")
    for _ in range(2):
        assert (await desk.post(f"/desk/cases/{code}/cards", card="awake", times="0")).status_code == 204
    assert len(store.read_now(lambda session: session.scalars(select(AskedCard)).all())) == 1


async def test_who_does_not_hold_the_case_sends_nothing(log_in, store) -> None:
    code = held(store)
    other = await log_in("budi")
    panel = (await other.get(f"/desk/cases/{code}/cards")).text
    assert "disabled" in panel
    refused = await other.post(f"/desk/cases/{code}/cards", card="awake", times="0")
    assert refused.status_code == 409
    assert "Siti" in refused.text
    assert store.read_now(lambda session: session.scalars(select(AskedCard)).all()) == []


@pytest.mark.parametrize("query", ["?set=nothing", "?set=core&part=999", "?part=-5", "?set=%3Cscript%3E"])
async def test_strange_addresses_show_a_panel(log_in, store, query: str) -> None:
    code = held(store)
    page = await (await log_in("siti")).get(f"/desk/cases/{code}/cards{query}")
    assert page.status_code == 200
    assert "<script>" not in page.text


async def test_an_unknown_card_is_refused_with_words(log_in, store) -> None:
    code = held(store, reads="en")
    refused = await (await log_in("siti")).post(f"/desk/cases/{code}/cards", card="nothing", times="x")
    assert refused.status_code == 404
    assert "there is no such card" in refused.text


async def test_a_sentence_goes_out_filled_in_and_reads_in_both_languages(log_in, store) -> None:
    code = held(store, reads="fr")
    desk = await log_in("siti")
    refused = await desk.post(f"/desk/cases/{code}/sentences", sentence="go_to", place="")
    assert refused.status_code == 422
    assert "Lieu" in refused.text
    sent = await desk.post(f"/desk/cases/{code}/sentences", sentence="go_to", place="<b>RS Fatmawati</b>")
    assert sent.status_code == 204
    talk = (await desk.get(f"/desk/cases/{code}/transcript")).text
    assert "请现在去&lt;b&gt;RS Fatmawati&lt;/b&gt;" in talk
    assert "Allez maintenant à cet endroit" in talk
    assert "<b>RS" not in talk


async def test_key_words_stand_under_what_the_operator_cannot_read(log_in, store) -> None:
    code = held(store, text="着火了，我们在五楼，有人拿刀", reads="fr")
    talk = (await (await log_in("siti")).get(f"/desk/cases/{code}/transcript")).text
    for word in ("feu, incendie", "étage 5", "couteau"):
        assert word in talk, word


async def test_no_key_words_for_a_language_she_reads(log_in, store) -> None:
    code = held(store, language="id", text="kebakaran di lantai lima", reads="id")
    talk = (await (await log_in("siti")).get(f"/desk/cases/{code}/transcript")).text
    assert 'class="hints"' not in talk
