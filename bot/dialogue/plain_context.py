"""A turn context over plain values that were read before the turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.dialogue.context import CaseSummary, MissionCard, NumbersCard, PlaceCard, PlaceChoice
from bot.reference.guidance import Guide, Situation
from bot.reference.guidance_contacts import Contact, contacts
from bot.reference.show_cards import show_card


@dataclass
class PlainContext:
    """Fulfils ``TurnContext`` without a database.

    ``missions`` is keyed by (nationality, country), ``names`` by (country, language), ``countries`` by a
    name in lower case.
    """

    country: str | None = None
    nationality: str | None = None
    case: CaseSummary | None = None
    numbers: Mapping[str, NumbersCard] = field(default_factory=dict)
    missions: Mapping[tuple[str, str], Sequence[MissionCard]] = field(default_factory=dict)
    places: Mapping[str, Sequence[PlaceCard]] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    ambiguous: Mapping[str, Sequence[PlaceChoice]] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def open_case(self) -> CaseSummary | None:
        """Return the open case."""
        return self.case

    def numbers_for(self, iso2: str) -> NumbersCard | None:
        """Return the numbers of a country."""
        return self.numbers.get(iso2)

    def missions_for(self, nationality: str, country: str) -> Sequence[MissionCard]:
        """Return the missions of a nationality in a country."""
        return self.missions.get((nationality, country), ())

    def contacts_for(self, guide: Guide, situation: Situation) -> Sequence[Contact]:
        """Return whom to contact in a case."""
        return contacts(guide, situation, today=self.at.date())

    def show_card(self, topic: str, language: str) -> str:
        """Return the card of a topic in the country."""
        return show_card(topic, self.country, language, ()).text

    def places_near(self, category: str) -> Sequence[PlaceCard]:
        """Return places of a category."""
        return self.places.get(category, ())

    def country_name(self, iso2: str, language: str) -> str:
        """Return the name of a country, or its code where no name was given."""
        return self.names.get((iso2, language), iso2)

    def country_named(self, text: str) -> str | None:
        """Return the country whose name stands in a text."""
        said = text.casefold()
        return next((iso2 for name, iso2 in self.countries.items() if name in said), None)

    def places_named(self, text: str, language: str) -> Sequence[PlaceChoice]:
        """Return what an ambiguous name may mean."""
        return self.ambiguous.get(text.casefold(), ())

    def now(self) -> datetime:
        """Return the time of the turn."""
        return self.at
