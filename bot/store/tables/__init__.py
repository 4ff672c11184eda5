"""All tables, one subject a file. Import them from here."""

from bot.store.tables.accounts import AuditEntry, Desk, LoginSession, User
from bot.store.tables.cases import Case, CaseEvent, Handover, Timer
from bot.store.tables.conversations import Attachment, Conversation, DialogueEvent, Identity, Message
from bot.store.tables.inbox import DeadLetter, InboundUpdate
from bot.store.tables.outbox import OutboxItem
from bot.store.tables.reference import ReferenceCorrection
from bot.store.tables.system import ComponentState, Lease, Version

__all__ = [
    "Attachment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "ComponentState",
    "Conversation",
    "DeadLetter",
    "Desk",
    "DialogueEvent",
    "Handover",
    "Identity",
    "InboundUpdate",
    "Lease",
    "LoginSession",
    "Message",
    "OutboxItem",
    "ReferenceCorrection",
    "Timer",
    "User",
    "Version",
]
