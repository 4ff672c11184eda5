"""Asks the traveller whether a recipient may be told of the case, in the own language and with buttons."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.cases import consents
from bot.cases.contact import may_write
from bot.engine.questions import open_question
from bot.engine.runtime import Runtime
from bot.messages.outbox import say
from bot.messages.types import Button
from bot.store.base import utcnow
from bot.store.tables import Case, Consent, User

JUST_WROTE = timedelta(minutes=2)
"""A question so soon after the person's own words is an answer; later it comes unprompted."""


class NotNow(Exception):
    """The person cannot be asked now; the text says why and what to do."""


def ask_traveller(
    session: Session,
    runtime: Runtime,
    case: Case,
    recipient: str,
    name: str,
    user: User,
    reason: str = "",
    now: datetime | None = None,
) -> Consent:
    """Ask in the chat; the tapped answer comes back as ``consent:<id>:yes|no``.

    Who has answered already, or has the question open, is not asked again.

    Args:
        recipient: code of a desk or name of a partner system.
        name: how the traveller reads it.

    Raises:
        NotNow: the person may be watched and has not just written, or is not to be written to.
    """
    conversation, now = case.conversation, now or utcnow()
    wrote = conversation.last_inbound_at
    permission = may_write(case, now, prompted=wrote is not None and now - wrote <= JUST_WROTE)
    if not permission.allowed:
        raise NotNow(permission.why)
    before = consents.current(session, case, recipient)
    consent = consents.ask(session, case, recipient, user.login, reason)
    if consent is before:
        return consent
    language, script, texts = conversation.language, conversation.script, runtime.texts
    buttons = tuple(
        Button(texts.text(f"consent.{said}", language, script), f"{consents.PREFIX}:{consent.id}:{said}")
        for said in ("yes", "no")
    )
    sent = say(
        session,
        conversation,
        "status",
        texts.text("consent.ask", language, script, recipient=name),
        buttons,
        key="consent.ask",
        case_id=case.id,
        user_id=user.id,
        list_title=texts.text("list.choose", language, script),
        version=runtime.version,
    )
    open_question(session, conversation, sent, buttons)
    return consent
