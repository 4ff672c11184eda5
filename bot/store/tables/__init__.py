"""All tables, one subject a file. Import them from here."""

from bot.store.tables.accounts import AuditEntry, Desk, LoginSession, User
from bot.store.tables.api import ApiToken, IdempotencyKey, UsedSignature, Webhook, WebhookDelivery
from bot.store.tables.cards import AskedCard
from bot.store.tables.cases import Case, CaseEvent, Handover, Timer
from bot.store.tables.casework import CasePerson, Consent, Deadline, Incident, Transfer
from bot.store.tables.conversations import Attachment, Conversation, DialogueEvent, Identity, Message
from bot.store.tables.credentials import Invitation, RecoveryCode, SecondFactor
from bot.store.tables.duty import DutyShift, Push, PushTarget
from bot.store.tables.inbox import DeadLetter, InboundUpdate
from bot.store.tables.outbox import OutboxItem
from bot.store.tables.reference import ReferenceCorrection
from bot.store.tables.system import ComponentState, Lease, Version

__all__ = [
    "ApiToken",
    "AskedCard",
    "Attachment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "CasePerson",
    "ComponentState",
    "Consent",
    "Conversation",
    "DeadLetter",
    "Deadline",
    "Desk",
    "DialogueEvent",
    "DutyShift",
    "Handover",
    "IdempotencyKey",
    "Identity",
    "InboundUpdate",
    "Incident",
    "Invitation",
    "Lease",
    "LoginSession",
    "Message",
    "OutboxItem",
    "Push",
    "PushTarget",
    "RecoveryCode",
    "ReferenceCorrection",
    "SecondFactor",
    "Timer",
    "Transfer",
    "UsedSignature",
    "User",
    "Version",
    "Webhook",
    "WebhookDelivery",
]
