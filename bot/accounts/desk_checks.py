"""What a desk may be: each check names the value and says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.accounts.problems import DeskProblem
from bot.store.tables import Case, Desk, User
from bot.store.tables.cases import OPEN_STATES

KINDS = ("112", "mission", "partner")
LADDER_STEPS = ("desk", "supervisor", "beyond", "every")
CONTACT_FIELDS = ("phone", "hotline", "email", "website", "address", "source")
HOME = "ID"
"""Whose ministry runs the service. Desks of another nationality are another country's service."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_PREFIX = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_FASTEST, _SLOWEST = 5, 3600


def is_ours(desk: Desk) -> bool:
    """Whether a desk belongs to the service itself, so that a case may go there without being asked."""
    return desk.kind != "partner" and desk.coverage.get("nationality") in (None, "", HOME)


def check_new(session: Session, code: str, prefix: str, kind: str) -> None:
    """Refuse a code, prefix or kind that a new desk cannot have.

    Raises:
        DeskProblem: names the value.
    """
    if not _CODE.fullmatch(code):
        raise DeskProblem("no_code", f"'{code}' is no desk code. Use 2 to 40 of a–z, 0–9 and dash.")
    if not _PREFIX.fullmatch(prefix):
        raise DeskProblem("no_prefix", f"'{prefix}' is no prefix. Use three letters, such as JKT.")
    if kind not in KINDS:
        raise DeskProblem("no_kind", f"'{kind}' is no kind of desk. Use one of: {', '.join(KINDS)}.")
    if session.scalars(select(Desk.id).where(Desk.code == code)).first() is not None:
        raise DeskProblem("exists", f"The desk '{code}' exists. Change it with: lindung desk edit {code}")
    holder = session.scalars(select(Desk.name).where(Desk.prefix == prefix)).first()
    if holder is not None:
        raise DeskProblem("prefix_taken", f"The prefix {prefix} belongs to {holder}. Choose another one.")


def check_coverage(coverage: Mapping[str, Any]) -> None:
    """Refuse what is no country, no part of a country, or no time zone.

    Raises:
        DeskProblem: names the value.
    """
    codes = [*coverage.get("countries", [])]
    if coverage.get("nationality"):
        codes.append(coverage["nationality"])
    for code in codes:
        if not _COUNTRY.fullmatch(str(code)):
            sentence = f"'{code}' is no country code. Use two capital letters, such as ID."
            raise DeskProblem("no_country", sentence, value=code)
    for code in coverage.get("subdivisions", []):
        if not _SUBDIVISION.fullmatch(str(code)):
            sentence = f"'{code}' is no part of a country. Use ISO 3166-2, such as ID-JK."
            raise DeskProblem("no_subdivision", sentence, value=code)
        if str(code)[:2] not in coverage.get("countries", []):
            sentence = f"'{code}' lies in a country that the desk does not cover. Add that first."
            raise DeskProblem("not_covered", sentence, value=code)
    try:
        ZoneInfo(str(coverage.get("timezone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        zone = coverage["timezone"]
        sentence = f"'{zone}' is no time zone. Use a name such as Asia/Jakarta."
        raise DeskProblem("no_zone", sentence, value=zone) from error


def check_parent(session: Session, desk: Desk, parent: Desk) -> None:
    """Refuse a parent that would lead back to the desk, or to another country's service.

    Raises:
        DeskProblem: says which.
    """
    if not is_ours(parent):
        sentence = f"{parent.name} is another country's service: people are asked before a transfer."
        raise DeskProblem("parent_foreign", sentence, desk=parent.name)
    seen: set[int] = set()
    above: Desk | None = parent
    while above is not None and above.id not in seen:
        if above.id == desk.id:
            sentence = f"{parent.name} passes its cases on to {desk.name}. Choose another parent."
            raise DeskProblem("parent_circle", sentence, desk=parent.name)
        seen.add(above.id)
        above = session.get(Desk, above.parent_id) if above.parent_id else None


def check_staffed(session: Session, desk: Desk, staffed: bool) -> None:
    """Refuse to staff a desk without people, and to leave one that still has open cases.

    Raises:
        DeskProblem: says what to do first.
    """
    if staffed:
        people = select(func.count(User.id)).where(User.desk_id == desk.id, User.active.is_(True))
        if not session.scalar(people):
            sentence = f"Nobody has an account at {desk.name}. Add one: lindung user add X --desk {desk.code}"
            raise DeskProblem("nobody_there", sentence, desk=desk.name)
        return
    if desk.is_duty:
        sentence = f"{desk.name} is on duty: somebody must be there. Put another desk on duty first."
        raise DeskProblem("duty_needs_people", sentence, desk=desk.name)
    open_here = select(func.count(Case.id)).where(Case.desk_id == desk.id, Case.status.in_(OPEN_STATES))
    count = session.scalar(open_here)
    if count:
        sentence = f"{desk.name} has {count} open cases. End or transfer them first."
        raise DeskProblem("open_cases", sentence, desk=desk.name, count=count)


def check_ladder(ladder: Mapping[str, Any]) -> dict[str, int]:
    """Return the seconds of the answer ladder as whole numbers.

    Raises:
        DeskProblem: an unknown step, no number from 5 to 3600, or steps that do not rise.
    """
    seconds: dict[str, int] = {}
    for step, value in ladder.items():
        if step not in LADDER_STEPS:
            raise DeskProblem("no_step", f"'{step}' is no step. Use: {', '.join(LADDER_STEPS)}.")
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and _FASTEST <= int(text[:6]) <= _SLOWEST):
            sentence = f"{step}: '{value}' is no number of seconds from {_FASTEST} to {_SLOWEST}."
            raise DeskProblem("no_seconds", sentence, value=value, least=_FASTEST, most=_SLOWEST)
        seconds[step] = int(text)
    rising = [seconds.get(step, usual) for step, usual in (("desk", 15), ("supervisor", 20), ("beyond", 60))]
    if rising != sorted(rising):
        sentence = "The steps must rise: desk (15), supervisor (20), beyond (60 without a value)."
        raise DeskProblem("ladder_falls", sentence)
    return seconds


def check_contact(contact: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
    """Return the contact with blanks taken off and empty fields left out.

    Raises:
        DeskProblem: an unknown field, or a number without where it comes from (a new number with the
            source of the old one).
    """
    kept: dict[str, str] = {}
    for field, value in contact.items():
        if field not in CONTACT_FIELDS:
            sentence = f"'{field}' is no field of a contact. Use: {', '.join(CONTACT_FIELDS)}."
            raise DeskProblem("no_field", sentence)
        text = str(value).strip()[:500]
        if text:
            kept[field] = text
    numbers = {field: kept[field] for field in ("phone", "hotline") if field in kept}
    is_new = any(before.get(field) != number for field, number in numbers.items())
    if numbers and (not kept.get("source") or (is_new and kept["source"] == before.get("source"))):
        sentence = "Say where the number comes from (source): people in danger are given it."
        raise DeskProblem("no_source", sentence)
    return kept
