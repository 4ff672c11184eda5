"""What custom actions may read in a turn: the job, and the reference data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.dialogue.context import CaseSummary, MissionCard, NumberLine, NumbersCard, PlaceCard, PlaceChoice
from bot.engine.loading import Job
from bot.reference.countries import country_name
from bot.reference.dates import is_old
from bot.reference.guidance import Guide, Situation
from bot.reference.guidance_contacts import Contact, contacts
from bot.reference.missions import Mission, missions_for
from bot.reference.number_types import TWO_SOURCES, CountryNumbers
from bot.reference.numbers import first_answer_numbers, numbers_for
from bot.reference.overlay import CONFIRMED
from bot.reference.places import place_of, places_of
from bot.reference.show_cards import show_card, text_lines
from bot.reference.venues import venues_near

SERVICES = (
    "general", "police", "ambulance", "fire", "coast_guard", "search_rescue", "tourist_police",
    "women_line", "child_line",
)  # fmt: skip
JAKARTA = "ID-JK"


class ReferenceContext:
    """A :class:`bot.dialogue.context.TurnContext` over one job."""

    def __init__(self, job: Job, now: datetime) -> None:
        self._job = job
        self._now = now

    @property
    def country(self) -> str | None:
        """Where the person is, as known before this message."""
        return self._job.country

    @property
    def nationality(self) -> str | None:
        """Nationality the person stated."""
        return self._job.nationality

    def open_case(self) -> CaseSummary | None:
        """Return the most pressing open case."""
        if not self._job.cases:
            return None
        case = self._job.cases[0]
        return CaseSummary(case["code"], case["topic"], case["urgency"], case["status"], case["watched"])

    def numbers_for(self, iso2: str) -> NumbersCard | None:
        """Return the emergency numbers of a country, each number once, best first."""
        subdivision = JAKARTA if iso2 == "ID" and self._job.in_jakarta else None
        numbers = numbers_for(iso2, subdivision)
        lines = _lines(numbers)
        if not lines:
            return None
        doubtful = numbers.confidence not in (TWO_SOURCES, CONFIRMED) or bool(numbers.alternates)
        text_lines = [NumberLine(line.kind, line.number) for line in numbers.text_lines]
        checked = max((line.stated for line in _first_lines(numbers)), default=numbers.stated)
        return NumbersCard(iso2, lines, checked, doubtful, text_lines, bool(numbers.may_fail_without_sim))

    def missions_for(self, nationality: str, country: str) -> Sequence[MissionCard]:
        """Return the missions of a nationality in a country, the nearest first."""
        found = missions_for(nationality, country, self._position())[:3]
        return [_mission_card(mission, self._now.date()) for mission in found]

    def contacts_for(self, guide: Guide, situation: Situation) -> Sequence[Contact]:
        """Return whom to contact in a case, best first."""
        subdivision = JAKARTA if situation.country == "ID" and self._job.in_jakarta else None
        position = self._position() if situation.country == self._job.country else None
        return contacts(guide, situation, subdivision, position, self._now.date())

    def show_card(self, topic: str, language: str) -> str:
        """Return the words that a passer-by reads, where the person is."""
        country = self._job.country
        numbers = first_answer_numbers(country, topic, self._job.in_jakarta) if country else []
        reader = f"{language}-{self._job.script}" if language == "zh" else language
        card = show_card(topic, country, reader, numbers, self._job.place or "", self._position())
        lines = text_lines(country) if country else []
        return "\n\n".join([card.text, *lines])

    def places_near(self, category: str) -> Sequence[PlaceCard]:
        """Return places of a category near the last known position, or the main ones without one."""
        if self._job.country not in (None, "ID"):
            return []
        found = venues_near(category, self._position(), 3)
        return [PlaceCard(venue.name, venue.address, venue.phone) for venue in found]

    def country_name(self, iso2: str, language: str) -> str:
        """Return the name of a country in a language."""
        return country_name(iso2, language, self._job.script)

    def country_named(self, text: str) -> str | None:
        """Return the country that a text names, read as an answer to "where?"; None when it may be several."""
        place = place_of(text, asked=True)
        return place.country if place is not None and not place.alternatives else None

    def places_named(self, text: str, language: str) -> Sequence[PlaceChoice]:
        """Return what an ambiguous name may mean, the likeliest first, each country once."""
        found: dict[str, PlaceChoice] = {}
        places = places_of(text, asked=True)
        for place in places if len(places) > 1 else ():
            country = self.country_name(place.country, language)
            within = place.region or place.city
            title = f"{within}, {country}" if within and within != country else country
            found.setdefault(place.country, PlaceChoice(place.country, title))
        return list(found.values()) if len(found) > 1 else []

    def now(self) -> datetime:
        """Return the time of the turn."""
        return self._now

    def _position(self) -> tuple[float, float] | None:
        if self._job.latitude is None or self._job.longitude is None:
            return None
        return self._job.latitude, self._job.longitude


def _first_lines(numbers: CountryNumbers) -> list[Any]:
    """Return the best line of each service."""
    return [line for service in SERVICES for line in getattr(numbers, service)[:1]]


def _lines(numbers: CountryNumbers) -> list[NumberLine]:
    lines: list[NumberLine] = []
    for service in SERVICES:
        for line in getattr(numbers, service)[:1]:
            lines.append(NumberLine(service, line.number))
            # A number that sources contradict never stands alone.
            lines += [NumberLine(service, other.number) for other in numbers.alternates.get(service, ())[:1]]
    return lines


def _mission_card(mission: Mission, today: date) -> MissionCard:
    hotline = mission.hotlines[0] if mission.hotlines else None
    shown = hotline.number if hotline and not is_old(hotline.stated, today) else ""
    if hotline and not shown:
        shown = f"{hotline.number} ({hotline.stated})"
    return MissionCard(
        name=mission.name,
        city=mission.city,
        address=mission.address,
        phone=mission.phones[0] if mission.phones else "",
        hotline=shown,
        email=mission.email,
        website=mission.website,
        latitude=mission.lat,
        longitude=mission.lon,
    )
