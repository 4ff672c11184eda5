"""Exports a case to one recipient: read, check, cut down, write, and note it in history and audit trail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.cases.formats.cap import Sent, to_cap
from bot.cases.formats.case_data import find_case, read_case
from bot.cases.formats.case_types import CaseData
from bot.cases.formats.eido import to_eido
from bot.cases.formats.grants import ExportRefused, grant_for
from bot.cases.formats.plain import to_plain
from bot.cases.formats.recipients import find_recipient
from bot.cases.formats.reduction import reduced
from bot.cases.history import record
from bot.cases.locking import lock_case

MEDIA_TYPES = {"eido": "application/json", "cap": "application/cap+xml", "json": "application/json"}
SUFFIXES = {"eido": "eido.json", "cap": "cap.xml", "json": "json"}


@dataclass(frozen=True, slots=True)
class Export:
    """A file for a recipient."""

    file_name: str
    media_type: str
    body: bytes


def export_case(
    session: Session,
    code: str,
    layout: str,
    recipient_name: str,
    *,
    actor: str,
    host: str,
    now: datetime,
    messages: bool = False,
) -> Export:
    """Return the file of a case for one recipient, inside a write transaction.

    Args:
        layout: eido, cap or json.
        recipient_name: code of a desk, or name of a partner system.
        messages: with the lines of the conversation, where the recipient may have them.

    Raises:
        NoSuchCase: no case has this code.
        ExportRefused: this recipient may not be told, or the format is unknown.
    """
    if layout not in MEDIA_TYPES:
        raise ExportRefused(f"'{layout}' is no format. Use one of: {', '.join(MEDIA_TYPES)}.")
    case = find_case(session, code)
    # Locked, so that the parts read below belong to one moment.
    lock_case(session, case.id)
    whole = read_case(session, case.code, messages=messages)
    recipient = find_recipient(session, recipient_name)
    grant = grant_for(whole, recipient)
    data = reduced(whole, grant)
    noted: dict[str, Any] = {"format": layout, "recipient": recipient.name, "ground": grant.ground}
    if grant.fields is not None:
        noted["fields"] = sorted(grant.fields)
    if layout == "cap":
        message = to_cap(data, host=host, grant=grant, now=now, earlier=_sent_before(whole, recipient.name))
        body = message.body
        noted |= {"identifier": message.sent.identifier, "sender": message.sent.sender}
        noted |= {"sent": message.sent.at, "msg_type": message.kind}
    else:
        tree = to_plain(data) if layout == "json" else to_eido(data, host=host, recipient=recipient)
        body = json.dumps(tree, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    record(session, case, "exported", actor, **noted)
    note(session, actor, "case_exported", case.code, f"{layout} to {recipient.name}, ground {grant.ground}")
    return Export(f"{case.code}.{SUFFIXES[layout]}", MEDIA_TYPES[layout], body)


def note_refusal(session: Session, code: str, recipient_name: str, actor: str, why: str) -> None:
    """Write a refusal into the audit trail, in a transaction of its own: the other one was undone."""
    note(session, actor, "export_refused", code.strip().upper(), f"to {recipient_name}: {why}")


def _sent_before(data: CaseData, recipient: str) -> list[Sent]:
    return [
        Sent(event.data["identifier"], event.data["sender"], event.data["sent"])
        for event in data.timeline
        if event.kind == "exported"
        and event.data.get("recipient") == recipient
        and event.data.get("format") == "cap"
    ]
