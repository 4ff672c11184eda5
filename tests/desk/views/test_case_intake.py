"""The page of a case shows what was asked, the people and the files."""

from __future__ import annotations

from bot.cases.intake import file_under, note_asked, note_field
from bot.cases.opening import open_or_join_case
from bot.store.tables import Attachment, Message
from tests.factories import make_conversation


async def test_the_page_shows_the_intake_the_people_and_the_files(log_in, store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        case, _ = open_or_join_case(session, conversation, "consular_hospitalised", "urgent", "asked")
        note_field(session, case, "about", "other")
        note_field(session, case, "relation", "parent", "I am her mother")
        note_field(session, case, "person_name", "", "Rina Wulandari")
        note_field(session, case, "minor", "yes")
        note_field(session, case, "insurance", "skipped")
        note_asked(case, "hospital")
        case.facts = {**case.facts, "message": "please hurry"}
        message = Message(conversation_id=conversation.id, direction="in", author="traveller", kind="photo")
        session.add(message)
        session.flush()
        session.add(Attachment(message_id=message.id, channel="telegram", kind="photo", file_id="f"))
        file_under(session, case, "hospital", message)
        return case.code

    siti = await log_in("siti")
    code = store.write_now(_fill)
    page = (await siti.get(f"/desk/cases/{code}")).text
    for words in ("What was asked", "Rina Wulandari", "Parent", "under 18", "left out", "/desk/media/", "please hurry",
                  "not asked yet", "Who reports"):  # fmt: skip
        assert words in page, words
    assert "&#39;code&#39;" not in page
