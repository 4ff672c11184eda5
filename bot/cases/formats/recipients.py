"""Who gets a file: a desk of the own state, which gets it whole, or a partner, who gets a list of fields."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.formats.case_data import desk_data
from bot.cases.formats.case_types import DeskData
from bot.store.tables import Desk


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient; ``desk`` is None for a partner system that is no desk here."""

    name: str
    desk: DeskData | None

    @property
    def title(self) -> str:
        """Name for people."""
        return self.desk.name if self.desk else self.name

    def is_partner_of(self, desk: DeskData) -> bool:
        """Whether it belongs to another state or organisation than this desk.

        What is not known to belong to the same state counts as foreign.
        """
        if self.desk is None or self.desk.kind == "partner":
            return True
        return self.desk.state is None or self.desk.state != desk.state


def find_recipient(session: Session, name: str) -> Recipient:
    """Return the desk of this code, or the partner system of this name."""
    wanted = name.strip()
    desk = session.scalars(select(Desk).where(Desk.code == wanted.lower())).first()
    return Recipient(desk.code if desk else wanted, desk_data(desk) if desk else None)
