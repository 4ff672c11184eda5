from bot.desk.queries.transcript import transcript
from bot.messages.outbox import say
from bot.messages.types import Button
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Attachment, Message, OutboxItem
from tests.desk.conftest import make_conversation


def _said(session, conversation, text: str, **values) -> Message:
    message = Message(
        conversation_id=conversation.id,
        direction="in",
        author="traveller",
        text=text,
        **{"content": {}, **values},
    )
    session.add(message)
    session.flush()
    return message


def _read(store: Store, conversation_id: int, **values):
    return store.read_now(lambda session: transcript(session, conversation_id, **values))


def test_lines_in_order_with_what_is_known_of_them(store: Store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        first = _said(session, conversation, "empat orang", external_id="77")
        first.content = {"before_edit": ["tiga orang"], "late_minutes": 14}
        first.edited_at = utcnow()
        _said(session, conversation, "yang tadi salah", content={"reply_to": "77"})
        photo = _said(session, conversation, "", kind="photo")
        session.add(Attachment(message_id=photo.id, channel="telegram", kind="photo", file_id="f"))
        say(session, conversation, "bot", "tidak jadi", suppressed=True)
        return conversation.id

    lines, has_earlier = _read(store, store.write_now(_fill))
    assert [line.author for line in lines] == ["traveller"] * 3 + ["bot"]
    assert lines[0].before == ["tiga orang"]
    assert lines[0].late_minutes == 14
    assert lines[1].reply_to == "empat orang"
    assert [file.kind for file in lines[2].attachments] == ["photo"]
    assert lines[3].suppressed
    assert not has_earlier


def test_the_tapped_button_is_marked_on_its_own_question_only(store: Store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        buttons = [Button("Ya", "awake:yes"), Button("Tidak", "awake:no")]
        asked = say(session, conversation, "bot", "Sadar?", buttons)
        again = say(session, conversation, "bot", "Sadar sekarang?", buttons)
        _said(session, conversation, "Tidak", kind="button", content={"payload": f"{again.id}:awake:no"})
        bare = say(session, conversation, "bot", "Negara?", [Button("Indonesia", "country:ID")])
        _said(session, conversation, "Indonesia", kind="button", content={"payload": "country:ID"})
        return conversation.id, asked.id, again.id, bare.id

    talk, asked, again, bare = store.write_now(_fill)
    chosen = {
        line.id: [choice.title for choice in line.choices if choice.tapped_at]
        for line in _read(store, talk)[0]
    }
    assert chosen[asked] == []
    assert chosen[again] == ["Tidak"]
    assert chosen[bare] == ["Indonesia"]


def test_the_worst_part_of_a_long_line_is_shown(store: Store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        message = say(session, conversation, "operator", "Kalimat panjang. " * 600)
        items = session.query(OutboxItem).filter_by(message_id=message.id).order_by(OutboxItem.id).all()
        assert len(items) > 2
        items[0].state, items[1].state, items[1].error = "sent", "unsure", "no answer"
        return conversation.id, items[1].id

    talk, unsure = store.write_now(_fill)
    ((line,), _) = _read(store, talk)
    assert (line.sending.outbox_id, line.sending.state, line.sending.error) == (unsure, "unsure", "no answer")
    assert line.sending.parts > 2


def test_a_bot_line_that_a_claim_overtook_is_suppressed(store: Store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        message = say(session, conversation, "bot", "terlambat")
        session.query(OutboxItem).filter_by(message_id=message.id).update({"state": "suppressed"})
        return conversation.id

    ((line,), _) = _read(store, store.write_now(_fill))
    assert line.suppressed


def test_only_the_newest_lines_are_loaded(store: Store) -> None:
    def _fill(session):
        conversation = make_conversation(session)
        for number in range(12):
            _said(session, conversation, str(number))
        return conversation.id

    talk = store.write_now(_fill)
    lines, has_earlier = _read(store, talk, limit=5)
    assert [line.text for line in lines] == ["7", "8", "9", "10", "11"]
    assert has_earlier
    assert _read(store, talk, limit=12)[1] is False
