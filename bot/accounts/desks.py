"""Making and changing desks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.desk_checks import (
    KINDS,
    check_contact,
    check_coverage,
    check_ladder,
    check_new,
    check_parent,
    check_staffed,
    is_ours,
)
from bot.accounts.problems import DeskProblem
from bot.accounts.service import check_languages, desk_by_code
from bot.store.database import wake
from bot.store.tables import Desk

__all__ = ["KINDS", "create_desk", "edit_desk", "is_ours"]


def create_desk(
    session: Session,
    *,
    code: str,
    name: str,
    prefix: str,
    kind: str,
    coverage: dict[str, Any],
    languages: Sequence[str] = (),
    is_duty: bool = False,
    actor: str = "command line",
) -> Desk:
    """Make a desk. At most one is on duty: a new duty desk takes over from the old one.

    Args:
        coverage: ``countries`` (ISO codes), ``subdivisions`` (ISO 3166-2) and ``cities`` (English names)
            where it does not cover all of a country, ``nationality`` (missions), ``timezone`` (IANA name).

    Raises:
        DeskProblem, AccountError: a value cannot be used.
    """
    code, prefix = code.strip().lower(), prefix.strip().upper()
    check_new(session, code, prefix, kind)
    check_languages(languages)
    check_coverage(coverage)
    if is_duty:
        _end_duty(session)
    desk = Desk(
        code=code,
        name=name.strip()[:120] or code,
        prefix=prefix,
        kind=kind,
        languages=list(languages),
        coverage=coverage,
        is_duty=is_duty,
    )
    session.add(desk)
    session.flush()  # The caller may need the id.
    note(session, actor, "desk_created", code, f"{kind}, {coverage}")
    return desk


def edit_desk(
    session: Session,
    code: str,
    *,
    covers: dict[str, Any] | None = None,
    contact: Mapping[str, Any] | None = None,
    parent: str | None = None,
    actor: str = "command line",
    **changes: Any,
) -> Desk:
    """Change a desk; what is not given stays as it is.

    Args:
        covers: parts of the coverage to change; None leaves a part, an empty value takes it out.
        contact: fields of the contact to change, in the same way.
        parent: code of the desk that rings out of hours; empty: none of its own (the duty desk).
        changes: ``name``, ``languages``, ``is_duty``, ``hours`` (see ``hours.parse_hours``), ``ladder``
            (seconds of its steps), ``staffed``.

    Raises:
        DeskProblem, AccountError: no such desk, or a value cannot be used.
    """
    desk = desk_by_code(session, code)
    coverage = _merged(desk.coverage, covers)
    if coverage is not None:
        check_coverage(coverage)
        changes["coverage"] = coverage
    told = _merged({key: value for key, value in desk.contact.items() if key != "edited"}, contact)
    if told is not None:
        # From now on the administrator's word counts, no longer the reference data.
        told.pop("stated", None)
        changes["contact"] = {**check_contact(told, desk.contact), "edited": True}
    if parent is not None:
        changes["parent_id"] = _parent_id(session, desk, parent)
    if "ladder" in changes:
        changes["ladder"] = check_ladder(changes["ladder"])
    check_languages(changes.get("languages", ()))
    if set(changes.get("languages", ())) == set(desk.languages):
        changes.pop("languages", None)  # A form has an order of its own.
    if changes.get("is_duty") and not changes.get("staffed", desk.staffed):
        sentence = f"{desk.name} is a contact: nobody would answer. Staff it first."
        raise DeskProblem("duty_needs_people", sentence, desk=desk.name)
    if "staffed" in changes and changes["staffed"] != desk.staffed:
        check_staffed(session, desk, changes["staffed"])
    if changes.get("is_duty"):
        _end_duty(session)
    elif changes.get("is_duty") is False and desk.is_duty:
        sentence = "One desk must be on duty. Put another one on duty instead."
        raise DeskProblem("one_on_duty", sentence)
    changed = {name: value for name, value in changes.items() if getattr(desk, name) != value}
    for name, value in changed.items():
        setattr(desk, name, value)
    if changed:
        detail = "; ".join(f"{name}: {value}" for name, value in sorted(changed.items()))
        note(session, actor, "desk_changed", desk.code, detail)
        wake(session, "desk")
    return desk


def _merged(present: Mapping[str, Any], changes: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the values with the changes in them, or None where nothing changes."""
    given = {key: value for key, value in (changes or {}).items() if value is not None}
    merged = {key: value for key, value in {**present, **given}.items() if value}
    return merged if given and merged != dict(present) else None


def _parent_id(session: Session, desk: Desk, code: str) -> int | None:
    if not code.strip():
        return None
    parent = desk_by_code(session, code)
    check_parent(session, desk, parent)
    return parent.id


def _end_duty(session: Session) -> None:
    session.execute(update(Desk).where(Desk.is_duty.is_(True)).values(is_duty=False))
