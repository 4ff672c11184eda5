"""From a stored update to the transcript: who wrote, in which conversation, what, with which files."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.messages.types import Inbound, Position, Sender
from bot.messages.window import release_parked, what_will_happen
from bot.reference.geo import country_at
from bot.store.base import utcnow
from bot.store.tables import Attachment, Conversation, Identity, InboundUpdate, Message


def conversation_of(session: Session, event: Inbound) -> Conversation:
    """Return the conversation an event belongs to, made at the first message of its sender."""
    sender = event.sender or Sender(user_id=event.chat_id)
    identity = _identity_of(session, event, sender)
    conversation = session.scalars(
        select(Conversation).where(Conversation.identity_id == identity.id)
    ).first()
    if conversation is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(
            dialect.insert(Conversation)
            .values(identity_id=identity.id, chat_id=event.chat_id, slots={})
            .on_conflict_do_nothing()
        )
        conversation = session.scalars(
            select(Conversation).where(Conversation.identity_id == identity.id)
        ).one()
    if event.chat_id and conversation.chat_id != event.chat_id:
        conversation.chat_id = event.chat_id
    conversation.last_inbound_at = _newest(conversation.last_inbound_at, event.sent_at or utcnow())
    return conversation


def _newest(one: datetime | None, other: datetime) -> datetime:
    return other if one is None or other > one else one


def _identity_of(session: Session, event: Inbound, sender: Sender) -> Identity:
    """Find by the platform's user id, then by the phone as an alias (a sender whose id we learn later)."""
    mine = (Identity.channel == event.channel, Identity.account == event.account)
    identity = session.scalars(select(Identity).where(*mine, Identity.user_id == sender.user_id)).first()
    if identity is None and sender.phone:
        identity = session.scalars(
            select(Identity).where(*mine, Identity.phone == sender.phone, Identity.user_id == sender.phone)
        ).first()
        if identity is not None:
            identity.user_id = sender.user_id
    if identity is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(
            dialect.insert(Identity)
            .values(channel=event.channel, account=event.account, user_id=sender.user_id)
            .on_conflict_do_nothing()
        )
        identity = session.scalars(select(Identity).where(*mine, Identity.user_id == sender.user_id)).one()
    identity.display_name = sender.display_name[:200] or identity.display_name
    identity.username = sender.username or identity.username
    identity.phone = sender.phone or identity.phone
    identity.language_code = sender.language_code or identity.language_code
    identity.reachable = True
    return identity


def transcribe(session: Session, row: InboundUpdate, event: Inbound, conversation: Conversation) -> Message:
    """Write a received message into the transcript, with its file waiting to be fetched.

    Lines that waited for the person to write go out.
    """
    content = {
        name: value
        for name, value in {
            "payload": event.payload,
            "position": msgspec.to_builtins(event.position) if event.position else None,
            "contact": event.contact,
            "reply_to": event.reply_to,
            "detail": event.detail,
        }.items()
        if value
    }
    message = Message(
        conversation_id=conversation.id,
        direction="in",
        author="traveller",
        kind=event.kind,
        text=event.text,
        content=content,
        external_id=event.message_id or None,
        inbound_id=row.id,
        sent_at=event.sent_at,
    )
    session.add(message)
    session.flush()  # The attachment and the inbox row need the id.
    row.conversation_id = conversation.id
    row.message_id = message.id
    if event.media is not None:
        session.add(
            Attachment(
                message_id=message.id,
                channel=event.channel,
                kind=event.media.kind,
                file_id=event.media.file_id,
                mime_type=event.media.mime_type,
                file_name=(event.media.file_name or "")[:255] or None,
                size=event.media.size,
                sha256=None,
                duration_s=event.media.duration_s,
            )
        )
    if event.position is not None:
        note_position(conversation, event.position, event.sent_at or utcnow())
    _send_parked(session, conversation)
    return message


def _send_parked(session: Session, conversation: Conversation) -> None:
    """The person wrote, so that the platform takes free text again; a message that came late opens nothing.

    To whom somebody may be reading along, only what a rescuer wrote goes out.
    """
    if what_will_happen(session, conversation) != "now":
        return
    exposed = conversation.watched or conversation.silent
    release_parked(session, conversation.id, without=("status",) if exposed else ())


def note_position(conversation: Conversation, position: Position, at: datetime) -> None:
    """Keep the newest position; the country follows from the coordinates, offline."""
    if conversation.position_at is not None and at < conversation.position_at:
        return
    conversation.latitude = position.latitude
    conversation.longitude = position.longitude
    conversation.position_at = at
    conversation.place = position.name or position.address or conversation.place
    country = country_at(position.latitude, position.longitude)
    if country is not None:
        conversation.country = country
        conversation.country_source = "position"


def apply_edit(session: Session, event: Inbound, conversation: Conversation) -> Message | None:
    """Apply an edit to the message it changes; a moving live position only moves the position.

    Returns the message when its words changed, else None.
    """
    if event.position is not None:
        note_position(conversation, event.position, event.sent_at or utcnow())
    message = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.external_id == event.message_id)
        .order_by(Message.id.desc())
    ).first()
    if message is None:
        return None
    if event.position is not None:
        message.content = {**message.content, "position": msgspec.to_builtins(event.position)}
        message.edited_at = event.sent_at or utcnow()
        return None
    if event.text == message.text:
        return None
    message.content = {
        **message.content,
        "before_edit": [*message.content.get("before_edit", []), message.text],
    }
    message.text = event.text
    message.edited_at = event.sent_at or utcnow()
    return message
