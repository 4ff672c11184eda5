"""What custom actions may read, and the turn they run in."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.dialogue.answers import Answers
from bot.dialogue.effects import Effect
from bot.dialogue.errors import DeadTurn
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.texts import Texts
from bot.reference.guidance import Guide, Situation
from bot.reference.guidance_contacts import Contact


@dataclass(frozen=True)
class CaseSummary:
    """The open case of the conversation, as far as the dialogue needs it.

    ``status`` is one of new, ringing, claimed, active, waiting, transferred, resolved, closed, cancelled.
    """

    code: str
    topic: str
    urgency: str
    status: str
    watched: bool = False


@dataclass(frozen=True)
class NumberLine:
    """One number. ``kind`` names a text ``label_<kind>``: general, police, ambulance, fire, …"""

    kind: str
    number: str


@dataclass(frozen=True)
class NumbersCard:
    """The numbers of a country, best first. ``doubtful``: sources differ or there is only one."""

    iso2: str
    lines: Sequence[NumberLine]
    checked: str
    doubtful: bool = False
    text_lines: Sequence[NumberLine] = ()
    """Lines for people who cannot speak."""
    may_fail_without_sim: bool = False


@dataclass(frozen=True)
class MissionCard:
    """One embassy or consulate from the reference rows; missing fields are empty."""

    name: str
    city: str = ""
    address: str = ""
    phone: str = ""
    hotline: str = ""
    email: str = ""
    website: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class PlaceCard:
    """One hospital, police post or office from the reference rows."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PlaceChoice:
    """One place that an ambiguous name may mean. ``title``: as offered on a button."""

    iso2: str
    title: str


class TurnContext(Protocol):
    """Reads that an action may do during a turn. None of them writes or waits for the network."""

    @property
    def country(self) -> str | None:
        """Where the person is (ISO 3166 alpha-2), as known before this message."""

    @property
    def nationality(self) -> str | None:
        """Nationality the person stated, never guessed."""

    def open_case(self) -> CaseSummary | None:
        """Return the most pressing open case of this conversation."""

    def numbers_for(self, iso2: str) -> NumbersCard | None:
        """Return the emergency numbers of a country, or None without a dated row."""

    def missions_for(self, nationality: str, country: str) -> Sequence[MissionCard]:
        """Return the missions of a nationality in a country, the nearest first."""

    def contacts_for(self, guide: Guide, situation: Situation) -> Sequence[Contact]:
        """Return whom to contact in a case, best first."""

    def show_card(self, topic: str, language: str) -> str:
        """Return the words that a passer-by reads, where the person is."""

    def places_near(self, category: str) -> Sequence[PlaceCard]:
        """Return places of a category near the last known position, the nearest first."""

    def country_name(self, iso2: str, language: str) -> str:
        """Return the name of a country in a language."""

    def country_named(self, text: str) -> str | None:
        """Return the country that a text names, in any of the four languages; None when it may be several."""

    def places_named(self, text: str, language: str) -> Sequence[PlaceChoice]:
        """Return what an ambiguous name ("Georgia", "San José") may mean; nothing when it is clear."""

    def now(self) -> datetime:
        """Return the time of the turn."""


class ActiveTurn:
    """The running turn as actions see it: what to read, and where to put proposals."""

    def __init__(
        self, token: str, context: TurnContext, texts: Texts, answers: Answers, guidance: GuidanceTexts
    ) -> None:
        self.token = token
        self.context = context
        self.texts = texts
        self.answers = answers
        self.guidance = guidance
        self._effects: list[Effect] = []
        self._open = True

    @property
    def effects(self) -> list[Effect]:
        """What the actions proposed so far, in order."""
        return list(self._effects)

    def propose(self, effect: Effect) -> None:
        """Propose an effect; the same one twice counts once.

        Raises:
            DeadTurn: the turn is over, so nobody will apply it.
        """
        self.check(self.token)
        if effect not in self._effects:
            self._effects.append(effect)

    def check(self, token: str) -> None:
        """Refuse a call that belongs to another turn or comes too late.

        Raises:
            DeadTurn: the token is not that of this running turn.
        """
        if not self._open or token != self.token:
            raise DeadTurn("This call belongs to a turn that is over; it is refused.")

    def close(self) -> None:
        """End the turn: later proposals and calls are refused."""
        self._open = False


current_turn: ContextVar[ActiveTurn] = ContextVar("current_turn")


def turn() -> ActiveTurn:
    """Return the turn that the calling action belongs to."""
    return current_turn.get()
