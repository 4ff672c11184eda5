"""Updates that are not words: receipts, blocked bots, changed ids, errors of a whole account."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.opening import open_cases
from bot.engine.intake import conversation_of
from bot.messages.inbox import bury, fail, finish
from bot.messages.receipts import apply_receipt
from bot.messages.types import Inbound
from bot.store.tables import Conversation, Identity, InboundUpdate
from bot.system.components import set_state


def apply_happening(session: Session, row: InboundUpdate, event: Inbound) -> None:
    """Apply one update of the kinds above and finish its row."""
    if event.type == "receipt":
        # A receipt may overtake our own note of the send: it is tried again a few times.
        if apply_receipt(session, event):
            finish(row)
        elif row.attempts < 3:
            fail(session, row, "no line with this id yet")
        else:
            finish(row, "ignored")
    elif event.type == "reachability":
        _reachability(session, event)
        finish(row)
    elif event.type == "identity":
        _changed_id(session, event)
        finish(row)
    elif event.type == "account":
        set_state(session, event.channel, "degraded", event.error_text or event.error_code)
        bury(session, event.channel, f"{event.error_code}: {event.error_text}", row.raw, row.id)
        finish(row)
    else:
        finish(row, "ignored")


def _reachability(session: Session, event: Inbound) -> None:
    conversation = conversation_of(session, event)
    conversation.identity.reachable = event.status != "blocked"
    for case in open_cases(session, conversation.id):
        record(session, case, "unreachable" if event.status == "blocked" else "reachable", "system")


def _changed_id(session: Session, event: Inbound) -> None:
    """The platform gives a person a new id (a changed phone): keep the thread, unless the new id has one."""
    if event.sender is None:
        return
    new_id = str((event.detail or {}).get("new_user_id", ""))
    mine = (Identity.channel == event.channel, Identity.account == event.account)
    before = event.sender.phone or event.sender.user_id
    old = session.scalars(
        select(Identity)
        .where(*mine, or_(Identity.user_id == event.sender.user_id, Identity.phone == before))
        .order_by(Identity.user_id == event.sender.user_id)
    ).first()
    taken = session.scalars(select(Identity.id).where(*mine, Identity.user_id == new_id)).first()
    if old is None or not new_id or taken is not None:
        return
    old.user_id = new_id
    old.phone = (event.detail or {}).get("new_phone") or old.phone
    conversation = session.scalars(select(Conversation).where(Conversation.identity_id == old.id)).first()
    if conversation is not None:
        conversation.chat_id = new_id
