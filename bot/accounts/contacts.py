"""How the people behind a desk are reached, when nobody of them works here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.seed_missions import contact_values, mission_of
from bot.reference.number_types import NumberLine
from bot.store.tables import Desk


@dataclass(frozen=True)
class DeskContact:
    """The contact of a desk in force now.

    ``lines``: at most two numbers to give out, a doubtful one with the ministry's beside it; empty where
    an administrator wrote the contact himself (then ``hotline`` and ``phone`` are to be given out).
    """

    lines: tuple[NumberLine, ...] = ()
    phone: str = ""
    hotline: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    source: str = ""
    stated: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers to give out, the one to dial first in front."""
        written = tuple(filter(None, (self.hotline, self.phone)))
        return tuple(line.number for line in self.lines) or written[:1]


def contact_of(desk: Desk) -> DeskContact:
    """Return the contact of a desk.

    What an administrator wrote counts; else the reference data with the corrections in force, so that
    a number corrected there is right here at once; else what the desk was made with.
    """
    mission = None if desk.contact.get("edited") else mission_of(desk.code)
    if mission is None:
        stored = {key: str(desk.contact.get(key, "")) for key in _FIELDS}
        return DeskContact((), **stored)
    return DeskContact(tuple(mission.numbers_to_show()), **contact_values(mission))


_FIELDS = ("phone", "hotline", "email", "website", "address", "source", "stated")
