import pytest

from bot.cases import ownership
from bot.messages.outbox import say
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Attachment, AuditEntry, Case, Message, OutboxItem
from tests.desk.conftest import make_case

HTMX = {"HX-Request": "true"}


@pytest.fixture
def code(store: Store, people) -> str:
    def _fill(session):
        case = make_case(
            session,
            "Rina",
            text="tolong kak",
            latitude=-6.2,
            longitude=106.8,
            position_at=utcnow(),
            country="ID",
            country_source="position",
            nationality="ID",
            place="Menteng",
        )
        case.facts = {"awake": "no", "breathing": "gasping"}
        return case.code

    return store.write_now(_fill)


async def test_the_page_shows_the_file(log_in, code: str) -> None:
    page = (await (await log_in("siti")).get(f"/desk/cases/{code}")).text
    for words in (
        code,
        "tolong kak",
        "Menteng",
        "-6.20000, 106.80000",
        "geo:-6.2,106.8",
        "openstreetmap.org",
        "gasping, snoring, rare",
        "The words mean: not breathing",
        "Indonesia",
        'class="inset"',
        "112",
    ):
        assert words in page, words
    assert "<html" in page


async def test_htmx_gets_only_the_case_and_a_restored_page_everything(log_in, code: str) -> None:
    siti = await log_in("siti")
    part = await siti.client.get(f"/desk/cases/{code}", headers=HTMX)
    assert "<html" not in part.text
    assert code in part.text
    whole = await siti.client.get(
        f"/desk/cases/{code}", headers={**HTMX, "HX-History-Restore-Request": "true"}
    )
    assert "<html" in whole.text


async def test_codes_are_read_as_people_write_them(log_in, code: str) -> None:
    siti = await log_in("siti")
    assert (await siti.get(f"/desk/cases/{code.lower()}")).status_code == 200
    assert (await siti.get(f"/desk/cases/{code.replace('-', ' ')}")).status_code == 200


async def test_other_desks_and_unknown_codes_are_not_found(log_in, code: str) -> None:
    paul = await log_in("paul")
    for path in (f"/desk/cases/{code}", f"/desk/cases/{code}/transcript", f"/desk/cases/{code}/parts"):
        assert (await paul.get(path)).status_code == 404
    assert (await paul.get("/desk/cases/JKT-0000-0")).status_code == 404


async def test_who_opened_a_case_is_kept(log_in, code: str, store: Store) -> None:
    await (await log_in("wei")).get(f"/desk/cases/{code}")
    entry = store.read_now(lambda session: session.query(AuditEntry).filter_by(action="case_opened").one())
    assert (entry.actor, entry.target) == ("wei", code)


async def test_the_parts_never_hold_the_answer_box(log_in, code: str) -> None:
    siti = await log_in("siti")
    parts = (await siti.get(f"/desk/cases/{code}/parts")).text
    assert parts.count('hx-swap-oob="true"') == 3
    assert "<textarea" not in parts
    assert "<textarea" not in (await siti.get(f"/desk/cases/{code}/transcript")).text


async def test_only_the_holder_may_write(log_in, code: str) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/claim")
    mine = (await siti.get(f"/desk/cases/{code}/parts")).text
    assert 'data-mine="true"' in mine
    assert "Write within" in mine
    other = (await wei.get(f"/desk/cases/{code}/parts")).text
    assert 'data-mine="false"' in other
    assert "Siti Rahayu holds this case" in other


async def test_a_foreign_language_is_warned_of(log_in, code: str) -> None:
    amelie = await log_in("amelie")
    await amelie.post(f"/desk/cases/{code}/claim")
    assert "reads Indonesian" in (await amelie.get(f"/desk/cases/{code}/parts")).text


async def test_pictures_of_watched_people_are_blurred(log_in, store: Store, people) -> None:
    def _fill(session, watched):
        case = make_case(session, f"W{watched}", topic="emergency_captivity", watched=watched)
        message = session.query(Message).filter_by(conversation_id=case.conversation_id).one()
        session.add(
            Attachment(
                message_id=message.id,
                channel="telegram",
                kind="photo",
                file_id="f",
                state="stored",
                sha256="0" * 64,
                mime_type="image/png",
            )
        )
        return case.code

    siti = await log_in("siti")
    for watched in (True, False):
        code = store.write_now(lambda session, watched=watched: _fill(session, watched))
        page = (await siti.get(f"/desk/cases/{code}/transcript")).text
        assert ("blurred" in page) is watched


async def test_do_not_call_hides_the_number_and_says_so(log_in, store: Store, people) -> None:
    def _fill(session, silent):
        case = make_case(session, f"S{silent}", silent=silent)
        case.conversation.identity.phone = "+628123456"
        return case.code

    siti = await log_in("siti")
    silent = store.write_now(lambda session: _fill(session, True))
    page = (await siti.get(f"/desk/cases/{silent}")).text
    assert "DO NOT CALL" in page
    assert "+628123456" not in page
    usual = store.write_now(lambda session: _fill(session, False))
    assert "+628123456" in (await siti.get(f"/desk/cases/{usual}")).text


async def test_delivery_is_told_truthfully(log_in, code: str, store: Store, people) -> None:
    def _fill(session):
        case = session.query(Case).filter_by(code=code).one()
        ownership.claim(session, case.id, people["siti"])
        for text, state in (("one", "sent"), ("two", "unsure"), ("three", "failed")):
            message = say(session, case.conversation, "operator", text)
            session.query(OutboxItem).filter_by(message_id=message.id).update(
                {"state": state, "error": "Why."}
            )
        say(session, case.conversation, "bot", "four", suppressed=True)

    store.write_now(_fill)
    page = (await (await log_in("siti")).get(f"/desk/cases/{code}/transcript")).text
    for words in (
        "sent; Telegram gives no receipts",
        "unsure whether it arrived",
        "failed",
        "Why.",
        "not sent: an operator had taken over",
    ):
        assert words in page
    assert page.count("/retry") == 2


async def test_positions_and_contacts_in_the_transcript(log_in, code: str, store: Store) -> None:
    def _fill(session):
        case = session.query(Case).filter_by(code=code).one()
        for content in (
            {"position": {"latitude": 1.5, "longitude": 2.5}},
            {
                "position": {
                    "latitude": 1.5,
                    "longitude": 2.5,
                    "accuracy_m": 24.4,
                    "live": True,
                    "name": "Gate 3",
                }
            },
            {"contact": {"name": "Kak Sari", "phone": "+62811", "extra": None}},
        ):
            session.add(
                Message(
                    conversation_id=case.conversation_id,
                    direction="in",
                    author="traveller",
                    kind="location",
                    content=content,
                )
            )

    store.write_now(_fill)
    page = (await (await log_in("siti")).get(f"/desk/cases/{code}/transcript")).text
    for words in ("1.50000, 2.50000", "± 24 m", "Gate 3", "Moving position", "Kak Sari · +62811"):
        assert words in page


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Gawat"), ("zh", "危急"), ("fr", "Vital"), ("en", "Critical")]
)
async def test_the_page_speaks_the_operators_language(log_in, code: str, language: str, words: str) -> None:
    siti = await log_in("siti")
    await siti.post("/desk/language", language=language)
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert words in page
    assert f'<html lang="{language}">' in page
