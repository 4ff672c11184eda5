"""Transfers at the desk, as people do them in a browser without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.accounts.service import desk_by_code
from bot.cases import ownership
from bot.desk.labels import LANGUAGES, words_of
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, Case, Consent, Desk, Message, Transfer, User
from tests.desk.conftest import make_case

FIELDS = {"reason": "she is in Paris"}


@pytest.fixture
def code(store: Store, people: dict[str, User]) -> str:
    """A case that siti holds; it rang five minutes ago."""
    return store.write_now(lambda session: held(session).code)


def held(session: Session, name: str = "Tono", **values: object) -> Case:
    case = make_case(session, name, **values)
    siti = session.scalars(select(User).where(User.login == "siti")).one()
    ownership.claim(session, case.id, siti)
    ownership.write(session, case.id, siti, "Saya baca.")
    case.rings_since = utcnow() - timedelta(minutes=5)
    session.flush()
    return case


@pytest.fixture
def partner(store: Store, people: dict[str, User], password_hash: str) -> str:
    """A partner with one person, who logs in as li."""

    def _make(session: Session) -> str:
        desk = Desk(
            code="beijing-110", name="Beijing 110", prefix="BJP", kind="partner", languages=["zh"],
            coverage={"countries": ["CN"]}, contact={},
        )  # fmt: skip
        session.add(desk)
        session.flush()
        session.add(User(login="li", name="Li", password_hash=password_hash, desk=desk, languages=["zh"]))
        return desk.code

    return store.write_now(_make)


def case_of(store: Store, code: str) -> Case:
    return store.read_now(lambda s: s.scalars(select(Case).where(Case.code == code)).one())


def transfer_of(store: Store) -> Transfer:
    return store.read_now(lambda s: s.scalars(select(Transfer).order_by(Transfer.id.desc())).first())


async def test_the_form_says_what_will_happen_before_it_does(log_in: Callable, code: str) -> None:
    siti = await log_in("siti")
    page = await siti.get(f"/desk/cases/{code}/transfer")
    assert page.status_code == 200
    for label in words_of("en")["transfer.group.ours"], "KBRI Paris", "jakarta-112":
        assert (label in page.text) == (label != "jakarta-112")  # Not to the desk that has it.
    page = await siti.get(f"/desk/cases/{code}/transfer?to=kbri-paris")
    # The line in the traveller's language, and below it in that of the console.
    assert "Mulai sekarang kasus Anda ditangani" in page.text
    assert "handles your case from now on" in page.text
    assert "2 minutes" in page.text
    assert "field_place" not in page.text


async def test_from_request_to_acceptance(log_in: Callable, code: str, store: Store) -> None:
    siti, paul = await log_in("siti"), await log_in("paul")
    answer = await siti.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", **FIELDS)
    assert answer.status_code == 303
    waiting = (await siti.get(answer.headers["location"])).text
    assert words_of("en")["transfer.withdraw"] in waiting
    bar = (await paul.get("/desk/transfers/waiting")).text
    assert code in bar
    assert "Jakarta 112 asks you" in bar
    offer = f"/desk/transfers/{transfer_of(store).id}"
    page = await paul.get(offer)
    assert "she is in Paris" in page.text
    assert words_of("en")["transfer.accept_means"] in page.text
    assert (await paul.get(f"/desk/cases/{code}")).status_code == 404
    answer = await paul.post(f"{offer}/accept", htmx=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{code}")
    assert (await paul.get(f"/desk/cases/{code}")).status_code == 200
    assert case_of(store, code).desk.code == "kbri-paris"
    told = store.read_now(lambda s: list(s.scalars(select(Message.text).where(Message.author == "status"))))
    assert any("KBRI Paris" in line for line in told)
    opened = store.read_now(
        lambda s: list(s.scalars(select(AuditEntry.actor).where(AuditEntry.action == "transfer_opened")))
    )
    assert opened == ["paul"]


async def test_a_refusal_is_read_by_the_sender(log_in: Callable, code: str, store: Store) -> None:
    siti, paul = await log_in("siti"), await log_in("paul")
    await siti.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", **FIELDS)
    offer = f"/desk/transfers/{transfer_of(store).id}"
    answer = await paul.post(f"{offer}/refuse", htmx=False, why=" ")
    assert answer.status_code == 409
    assert words_of("en")["transfer.no.no_reason"] in answer.text
    await paul.post(f"{offer}/refuse", htmx=False, why="she left <yesterday>")
    page = await siti.get(f"/desk/cases/{code}/transfer")
    assert "she left &lt;yesterday&gt;" in page.text
    assert (await paul.get(offer)).text.count(words_of("en")["file.title"]) == 0
    await siti.post(f"/desk/cases/{code}/transfer-seen", htmx=False)
    assert "transfer_back" not in case_of(store, code).marks


async def test_the_sender_takes_it_back(log_in: Callable, code: str, store: Store) -> None:
    siti, paul = await log_in("siti"), await log_in("paul")
    await siti.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", **FIELDS)
    offer = f"/desk/transfers/{transfer_of(store).id}"
    assert (await siti.post(f"{offer}/withdraw", htmx=False)).status_code == 303
    answer = await paul.post(f"{offer}/accept", htmx=False)
    assert answer.status_code == 409
    assert words_of("en")["transfer.no.answered"] in answer.text


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"to": "kbri-paris", "reason": ""}, "no_reason"),
        ({"to": "nowhere", "reason": "x"}, "no_desk"),
        ({"to": "", "reason": "x"}, "no_desk"),
        ({"to": "kbri-riyadh", "reason": "x"}, "contact"),
        ({"to": "beijing-110", "reason": "typed <b>", "field_place": "1"}, "consent"),
    ],
)
async def test_what_stands_in_the_way_is_said_and_nothing_typed_is_lost(
    log_in: Callable, code: str, partner: str, store: Store, form: dict[str, str], problem: str
) -> None:
    siti = await log_in("siti")
    answer = await siti.post(f"/desk/cases/{code}/transfer", htmx=False, **form)
    assert answer.status_code == 422
    assert words_of("en")[f"transfer.no.{problem}"] in answer.text
    if problem == "consent":
        assert "typed &lt;b&gt;" in answer.text
        assert len(re.findall(r'name="field_\w+" value="1" checked', answer.text)) == 1
    assert store.read_now(lambda s: s.scalars(select(Transfer)).all()) == []


async def test_a_partner_reads_its_fields_and_nothing_else(
    log_in: Callable, code: str, partner: str, store: Store
) -> None:
    siti, li = await log_in("siti"), await log_in("li")
    page = await siti.get(f"/desk/cases/{code}/transfer?to=beijing-110")
    assert page.text.count("field_") > 10
    assert words_of("en")["transfer.will.none"] in page.text
    assert (
        await siti.post(f"/desk/cases/{code}/ask-consent", htmx=False, to="beijing-110")
    ).status_code == 303

    def agree(session: Session) -> None:
        consent = session.scalars(select(Consent)).one()
        assert consent.state == "asked"
        consent.state = "given"
        session.scalars(select(Case)).one().place = "Chaoyang"

    store.write_now(agree)
    form = {"to": "beijing-110", "reason": "go there", "field_place": "1"}
    assert (await siti.post(f"/desk/cases/{code}/transfer", htmx=False, **form)).status_code == 303
    offer = f"/desk/transfers/{transfer_of(store).id}"
    page = (await li.get(offer)).text
    assert "Chaoyang" in page
    for secret in ("Tono", "Saya baca.", "tolong"):
        assert secret not in page
    answer = await li.post(f"{offer}/accept", htmx=False)
    assert answer.headers["location"] == offer
    assert "Chaoyang" in (await li.get(offer)).text
    assert (await li.get(f"/desk/cases/{code}")).status_code == 404
    assert case_of(store, code).desk.code == "jakarta-112"
    store.write_now(lambda s: s.execute(update(Consent).values(state="withdrawn")) and None)
    page = (await li.get(offer)).text
    assert "Chaoyang" not in page
    assert words_of("en")["transfer.no.refused"] in page


async def test_a_contact_gives_its_numbers(log_in: Callable, code: str, store: Store) -> None:
    siti = await log_in("siti")
    page = await siti.get(f"/desk/cases/{code}/transfer?to=kbri-riyadh")
    assert words_of("en")["transfer.way.refer"] in page.text
    answer = await siti.post(f"/desk/cases/{code}/refer", htmx=False, to="kbri-riyadh")
    assert "done=referred" in answer.headers["location"]
    line = store.read_now(lambda s: s.scalars(select(Message).order_by(Message.id.desc())).first())
    assert line.content["key"] == "status.referred"
    assert (await siti.get(answer.headers["location"])).status_code == 200


async def test_of_a_watched_person_it_is_said_that_nothing_was_sent(
    log_in: Callable, people: dict[str, User], store: Store
) -> None:
    code = store.write_now(lambda s: held(s, watched=True, topic="emergency_captivity").code)
    siti = await log_in("siti")
    page = await siti.get(f"/desk/cases/{code}/transfer?to=kbri-riyadh")
    assert words_of("en")["transfer.not_told"] in page.text
    answer = await siti.post(f"/desk/cases/{code}/refer", htmx=False, to="kbri-riyadh")
    assert "done=not_told" in answer.headers["location"]
    assert words_of("en")["transfer.done.not_told"] in (await siti.get(answer.headers["location"])).text


async def test_who_has_nothing_to_do_with_it_sees_nothing(
    log_in: Callable, code: str, partner: str, store: Store
) -> None:
    siti, li, wei = await log_in("siti"), await log_in("li"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", **FIELDS)
    offer = f"/desk/transfers/{transfer_of(store).id}"
    for path in (offer, f"/desk/cases/{code}/transfer", "/desk/transfers/999999"):
        assert (await li.get(path)).status_code == 404
    for answer in ("accept", "refuse", "withdraw"):
        assert (await li.post(f"{offer}/{answer}", htmx=False, why="x")).status_code == 404
        assert (await wei.post(f"{offer}/{answer}", htmx=False, why="x")).status_code == 409
    assert code not in (await li.get("/desk/transfers")).text
    assert transfer_of(store).state == "pending"
    page = await wei.get(f"/desk/cases/{code}/transfer?to=kbri-paris")
    assert words_of("en")["transfer.no.not_yours"] in page.text
    assert (
        await wei.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", reason="x")
    ).status_code == 409


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_has_its_words_in_every_language(
    log_in: Callable, code: str, partner: str, store: Store, language: str
) -> None:
    store.write_now(lambda s: s.execute(update(User).values(interface_language=language)) and None)
    siti, paul = await log_in("siti"), await log_in("paul")
    pages = [
        await siti.get(f"/desk/cases/{code}/transfer?to={to}") for to in ("", "beijing-110", "kbri-oslo")
    ]
    await siti.post(f"/desk/cases/{code}/transfer", htmx=False, to="kbri-paris", **FIELDS)
    offer = f"/desk/transfers/{transfer_of(store).id}"
    pages += [await paul.get(path) for path in ("/desk/transfers", offer, "/desk/transfers/waiting")]
    pages += [await siti.get(path) for path in ("/desk/transfers", offer, f"/desk/cases/{code}/transfer")]
    await paul.post(f"{offer}/refuse", htmx=False, why="no")
    pages += [await siti.get(path) for path in ("/desk/transfers", f"/desk/cases/{code}/transfer")]
    for page in pages:
        assert page.status_code == 200
        assert not re.findall(r"\btransfers?\.(?!css)[a-z_]+", page.text)


def test_the_desks_of_the_test_are_there(store: Store, people: dict[str, User]) -> None:
    """kbri-riyadh and kbri-oslo are contacts, so that the tests above mean what they say."""
    for code in ("kbri-riyadh", "kbri-oslo"):
        assert not store.read_now(lambda s, code=code: desk_by_code(s, code).staffed)
