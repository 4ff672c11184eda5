"""Desks and people for a demonstration; running it again changes nothing that exists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desks import create_desk
from bot.accounts.service import create_user
from bot.store.tables import Desk, User

ACTOR = "set-up"
DESKS: tuple[dict[str, Any], ...] = (
    {
        "code": "jakarta-112",
        "name": "Jakarta 112",
        "prefix": "JKT",
        "kind": "112",
        "is_duty": True,
        "coverage": {"countries": ["ID"], "timezone": "Asia/Jakarta"},
        "languages": ["id", "en"],
    },
    {
        "code": "kbri-beijing",
        "name": "KBRI Beijing",
        "prefix": "BJG",
        "kind": "mission",
        "coverage": {"countries": ["CN"], "nationality": "ID", "timezone": "Asia/Shanghai"},
        "languages": ["id", "zh", "en"],
    },
    {
        "code": "kjri-hongkong",
        "name": "KJRI Hong Kong",
        "prefix": "HKG",
        "kind": "mission",
        "coverage": {"countries": ["HK", "MO"], "nationality": "ID", "timezone": "Asia/Hong_Kong"},
        "languages": ["id", "en", "zh"],
    },
    {
        "code": "kbri-paris",
        "name": "KBRI Paris",
        "prefix": "PAR",
        "kind": "mission",
        "coverage": {"countries": ["FR"], "nationality": "ID", "timezone": "Europe/Paris"},
        "languages": ["id", "fr", "en"],
    },
    {
        "code": "kbri-kualalumpur",
        "name": "KBRI Kuala Lumpur",
        "prefix": "KUL",
        "kind": "mission",
        "coverage": {"countries": ["MY"], "nationality": "ID", "timezone": "Asia/Kuala_Lumpur"},
        "languages": ["id", "en"],
    },
)
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
    """Make the desks that are missing; returns their codes. One that exists is left as it is."""
    known = set(session.scalars(select(Desk.code)))
    has_duty = session.scalars(select(Desk.id).where(Desk.is_duty.is_(True))).first() is not None
    missing = [desk for desk in DESKS if desk["code"] not in known]
    for desk in missing:
        is_duty = desk.get("is_duty", False) and not has_duty
        create_desk(session, actor=ACTOR, **{**desk, "is_duty": is_duty})
    return [desk["code"] for desk in missing]


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
