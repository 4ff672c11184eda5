"""The answers of the intake in the case file: coded, with the words beside the code, and the files.

``Case.facts[<field>]`` is ``{"code", "text", "at"}``, with ``asked`` (when the question was put) and
``files`` (ids of the messages that brought them) where there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import people
from bot.cases.history import record
from bot.cases.intake_fields import ATTACHED, SKIPPED, fields, plan_of
from bot.store.base import utcnow
from bot.store.tables import Attachment, Case, Message

EMPTY = {"code": "", "text": "", "at": ""}


class IntakeRow(NamedTuple):
    """One line of the intake. ``label``: key in ``nlu_data/<language>/intake.yml``."""

    field: str
    label: str
    code: str
    text: str
    asked: bool
    skipped: bool
    at: str = ""
    """When it was answered, ISO 8601 with offset; empty when it was not."""
    files: tuple[int, ...] = ()
    """Messages whose files were sent as an answer."""


@dataclass(frozen=True)
class FiledFile:
    """A received file of a case and the field it answers (empty when it came by itself)."""

    attachment: Attachment
    message: Message
    field: str


def note_field(
    session: Session,
    case: Case,
    name: str,
    code: str = "",
    text: str = "",
    actor: str = "bot",
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Keep an answer; one that changes an earlier one leaves it in the history.

    ``beside``: what else is stored with it, such as who asked and which line answered.

    A question that is left out never takes away what was answered before. Names that are no field are
    kept as they are: a fact is never lost over its name.
    """
    before = _entry(case, name)
    answered = bool(before.get("code") or before.get("text")) and before.get("code") != SKIPPED
    if code == SKIPPED and answered:
        return
    if (before.get("code"), before.get("text")) == (code, text):
        return
    marks = _vulnerable(case)
    if answered:
        record(session, case, "fact_changed", actor, name=name, before=_shown(before))
    entry = {**before, "code": code, "text": text, "at": utcnow().isoformat(), **(beside or {})}
    case.facts = {**case.facts, name: entry}
    record(session, case, "fact_noted", actor, name=name, value=_shown(entry))
    now = _vulnerable(case)
    kept = [mark for mark in case.vulnerable if mark in now or mark not in marks]
    case.vulnerable = kept + [mark for mark in now if mark not in kept]
    plan = plan_of(case.topic)
    if plan is not None and plan.is_minor:
        people.set_person(session, case, people.CONCERNED, actor, is_minor=True)
    if code != SKIPPED:
        people.follow(session, case, name, code, text, actor)


def note_asked(case: Case, name: str) -> None:
    """Keep that a question was put, so that an officer sees what was asked and not answered."""
    entry = _entry(case, name)
    if "asked" not in entry:
        case.facts = {**case.facts, name: {**EMPTY, **entry, "asked": utcnow().isoformat()}}


def file_under(session: Session, case: Case, name: str, message: Message, actor: str = "traveller") -> None:
    """File what came with a message under the question that it answers, and with the case."""
    message.case_id = case.id
    message.content = {**message.content, "field": name}
    entry = _entry(case, name)
    files = list(entry.get("files", ()))
    if message.id in files:
        return
    answered = bool(entry.get("code") or entry.get("text")) and entry.get("code") != SKIPPED
    own = {} if answered else {"code": ATTACHED, "text": message.text, "at": utcnow().isoformat()}
    case.facts = {
        **case.facts,
        name: {**EMPTY, **entry, **own, "files": [*files, message.id]},
    }
    record(session, case, "fact_noted", actor, name=name, value=ATTACHED, message_id=message.id)


def known_codes(case: Case) -> dict[str, str]:
    """Return what is known of a case as codes by field; words count as known, without telling which."""
    found = {name: _entry(case, name) for name in case.facts}
    return {name: str(entry.get("code") or entry.get("text") or "") for name, entry in found.items()}


def intake_of(case: Case) -> list[IntakeRow]:
    """Return the intake of a case: the fields of its topic in their order, then whatever else was noted.

    Fields that other answers make needless are left out until something is known of them.
    """
    codes = {name: _entry(case, name).get("code") for name in case.facts}
    plan = plan_of(case.topic)
    wanted = plan.fields if plan else ()
    planned = [one.name for one in wanted if one.name in codes or not one.is_needless(codes)]
    others = [name for name, value in case.facts.items() if _is_field(name, value) and name not in planned]
    return [_row(case, name) for name in (*planned, *others)]


def files_of(session: Session, case: Case) -> list[FiledFile]:
    """Return the files of a case in the order they came, each with the question it answers."""
    rows = session.execute(
        select(Attachment, Message)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.case_id == case.id)
        .order_by(Attachment.id)
    ).all()
    return [
        FiledFile(attachment, message, str(message.content.get("field", ""))) for attachment, message in rows
    ]


def _row(case: Case, name: str) -> IntakeRow:
    entry = _entry(case, name)
    code = str(entry.get("code") or "")
    skipped = code == SKIPPED
    asked = bool(entry.get("asked") or code or entry.get("text"))
    return IntakeRow(
        field=name,
        label=f"fields.{name}",
        code="" if skipped else code,
        text=str(entry.get("text") or ""),
        asked=asked,
        skipped=skipped,
        at=str(entry.get("at") or ""),
        files=tuple(entry.get("files", ())),
    )


def _entry(case: Case, name: str) -> dict[str, Any]:
    """Return what is kept of a field; a fact of the older kind is a plain code or text."""
    value = case.facts.get(name)
    if isinstance(value, Mapping):
        return dict(value)
    return {} if value is None else {"code": str(value), "text": ""}


def _is_field(name: str, value: Any) -> bool:
    return name in fields() or (isinstance(value, Mapping) and "code" in value)


def _shown(entry: Mapping[str, Any]) -> str:
    return str(entry.get("code") or entry.get("text") or "")


def _vulnerable(case: Case) -> list[str]:
    """Return the marks that follow from the answers of now."""
    found = [
        one.vulnerable[code]
        for name in case.facts
        if (one := fields().get(name)) and (code := str(_entry(case, name).get("code"))) in one.vulnerable
    ]
    return list(dict.fromkeys(found))
