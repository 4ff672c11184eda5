"""Making and changing desks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.service import AccountError, check_languages, desk_by_code
from bot.store.database import wake
from bot.store.tables import Desk

KINDS = ("112", "mission", "partner")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_PREFIX = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


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
        coverage: ``countries`` (ISO codes), ``nationality`` (missions), ``timezone`` (IANA name).

    Raises:
        AccountError: a value cannot be used.
    """
    code, prefix = code.strip().lower(), prefix.strip().upper()
    if not _CODE.fullmatch(code):
        raise AccountError(f"'{code}' is no desk code. Use 2 to 40 of a–z, 0–9 and dash.")
    if not _PREFIX.fullmatch(prefix):
        raise AccountError(f"'{prefix}' is no prefix. Use three letters, such as JKT.")
    if kind not in KINDS:
        raise AccountError(f"'{kind}' is no kind of desk. Use one of: {', '.join(KINDS)}.")
    check_languages(languages)
    check_coverage(coverage)
    if session.scalars(select(Desk.id).where(Desk.code == code)).first() is not None:
        raise AccountError(f"The desk '{code}' exists. Change it with: lindung desk edit {code}")
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
    actor: str = "command line",
    **changes: Any,
) -> Desk:
    """Change a desk; what is not given stays as it is.

    Args:
        covers: parts of the coverage to change; None leaves a part, an empty value takes it out.
        changes: ``name``, ``languages``, ``is_duty``.

    Raises:
        AccountError: no such desk, or a value cannot be used.
    """
    desk = desk_by_code(session, code)
    given = {key: value for key, value in (covers or {}).items() if value is not None}
    if given:
        coverage = {key: value for key, value in {**desk.coverage, **given}.items() if value}
        check_coverage(coverage)
        changes["coverage"] = coverage
    check_languages(changes.get("languages", ()))
    if changes.get("is_duty"):
        _end_duty(session)
    elif changes.get("is_duty") is False and desk.is_duty:
        raise AccountError("One desk must be on duty. Put another one on duty instead.")
    for name, value in changes.items():
        setattr(desk, name, value)
    note(session, actor, "desk_changed", desk.code, ", ".join(sorted(changes)))
    wake(session, "desk")
    return desk


def check_coverage(coverage: dict[str, Any]) -> None:
    """Refuse what is no country code.

    Raises:
        AccountError: names the value.
    """
    codes = [*coverage.get("countries", [])]
    if coverage.get("nationality"):
        codes.append(coverage["nationality"])
    for code in codes:
        if not _COUNTRY.fullmatch(str(code)):
            raise AccountError(f"'{code}' is no country code. Use two capital letters, such as ID.")
    try:
        ZoneInfo(str(coverage.get("timezone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AccountError(
            f"'{coverage['timezone']}' is no time zone. Use a name such as Asia/Jakarta."
        ) from error


def _end_duty(session: Session) -> None:
    session.execute(update(Desk).where(Desk.is_duty.is_(True)).values(is_duty=False))
