"""The desks of the service, and people for a demonstration; running it again changes nothing that exists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.desk_checks import HOME
from bot.accounts.seed_missions import contacts, embassy_above, free_prefix, heard_name
from bot.accounts.service import create_user
from bot.store.database import wake
from bot.store.tables import Desk, User

ACTOR = "set-up"
DUTY: dict[str, Any] = {
    "code": "jakarta-112",
    "name": "Jakarta 112",
    "prefix": "JKT",
    "kind": "112",
    "coverage": {"countries": ["ID"], "timezone": "Asia/Jakarta"},
    "languages": ["id", "en"],
}
STAFFED: dict[str, dict[str, Any]] = {
    "kbri-beijing": {"prefix": "BJG", "languages": ["id", "zh", "en"]},
    "kjri-hongkong": {"name": "KJRI Hong Kong", "prefix": "HKG", "languages": ["id", "en", "zh"]},
    "kbri-paris": {"prefix": "PAR", "languages": ["id", "fr", "en"]},
    "kbri-kualalumpur": {"prefix": "KUL", "languages": ["id", "en"]},
}
"""Missions that have a desk from the beginning; all others are contacts until somebody staffs them."""
PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "login": "siti",
        "name": "Siti Rahayu",
        "role": "operator",
        "languages": ["id", "en"],
        "interface_language": "id",
        "desk_code": "jakarta-112",
    },
    {
        "login": "wei",
        "name": "Wei Lim",
        "role": "operator",
        "languages": ["zh", "en"],
        "interface_language": "zh",
        "desk_code": "jakarta-112",
    },
    {
        "login": "amelie",
        "name": "Amélie Laurent",
        "role": "operator",
        "languages": ["fr", "en"],
        "interface_language": "fr",
        "desk_code": "jakarta-112",
    },
    {
        "login": "budi",
        "name": "Budi Santoso",
        "role": "supervisor",
        "languages": ["id", "en"],
        "interface_language": "id",
        "desk_code": "jakarta-112",
    },
    {
        "login": "maya",
        "name": "Maya Putri",
        "role": "trainer",
        "languages": ["id", "en", "fr"],
        "interface_language": "en",
        "desk_code": None,
    },
    {
        "login": "admin",
        "name": "Administrator",
        "role": "admin",
        "languages": ["id", "en"],
        "interface_language": "en",
        "desk_code": None,
    },
)


def seed_desks(session: Session) -> list[str]:
    """Make the desks that are missing; returns their codes. One that exists is left as it is.

    One insert for all of them: this runs at every start.
    """
    known = {row.code: row.prefix for row in session.execute(select(Desk.code, Desk.prefix))}
    wanted = contacts(known)
    if DUTY["code"] not in known:
        has_duty = session.scalars(select(Desk.id).where(Desk.is_duty.is_(True))).first() is not None
        rows = [{**DUTY, "is_duty": not has_duty, "staffed": True, "contact": {}}]
    else:
        rows = []
    taken = {*known.values(), DUTY["prefix"], *(values["prefix"] for values in STAFFED.values())}
    for code, values in wanted.items():
        staffed = STAFFED.get(code, {})
        row = {**values, "is_duty": False, "staffed": bool(staffed), **staffed}
        if "prefix" not in row:
            row["prefix"] = free_prefix(code, heard_name(code, values), taken)
        taken.add(row["prefix"])
        rows.append(row)
    if not rows:
        return []
    # Two processes that start at once: the second finds the rows of the first and leaves them.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    blank: dict[str, Any] = {"hours": {}, "ladder": {}}
    statement = dialect.insert(Desk).on_conflict_do_nothing(index_elements=["code"]).returning(Desk.code)
    made = list(session.scalars(statement, [{**blank, **row} for row in rows]))
    _set_parents(session, made, wanted)
    note(session, ACTOR, "desks_seeded", "desks", f"{len(made)} made, {len(known)} left as they were")
    wake(session, "desk")
    return made


def _set_parents(session: Session, made: list[str], wanted: dict[str, dict[str, Any]]) -> None:
    """Consulates of ours pass on to the embassy of their country, other missions of ours to the duty desk."""
    ids = {row.code: row.id for row in session.execute(select(Desk.code, Desk.id))}
    duty_id = session.scalars(select(Desk.id).where(Desk.is_duty.is_(True))).first()
    rows = []
    for code in made:
        coverage = wanted[code]["coverage"] if code in wanted else {}
        if coverage.get("nationality") == HOME:
            rows.append({"id": ids[code], "parent_id": ids.get(embassy_above(code, coverage) or "", duty_id)})
    if rows:
        session.execute(update(Desk), rows)


def seed_demo(session: Session, password: str) -> list[str]:
    """Make the desks and the people of the demonstration, all with one password; returns the new log-ins.

    The caller prints the password: it is for trying the service out, never for real use.
    """
    seed_desks(session)
    known = set(session.scalars(select(User.login)))
    missing = [person for person in PEOPLE if person["login"] not in known]
    for person in missing:
        create_user(session, password=password, actor=ACTOR, **person)
    return [person["login"] for person in missing]
