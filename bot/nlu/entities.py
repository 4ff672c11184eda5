"""Facts in a text: places, missions, codes, phones, plates, numbers of people, days and times. Service only.

No statistical model: a spaCy phrase matcher over the reference data for names, patterns for the rest. Loading spaCy
takes a second, so it waits for the first text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.nlu.entities_codes import case_codes, plates
from bot.nlu.entities_dates import dates
from bot.nlu.entities_gazetteer import Gazetteer
from bot.nlu.entities_missions import MissionFinder, home_country
from bot.nlu.entities_moments import moments
from bot.nlu.entities_people import people
from bot.nlu.entities_phones import HOME_REGION, phones
from bot.nlu.entities_place_guards import places
from bot.nlu.entities_places import PlaceMatcher
from bot.nlu.entities_text import Reading
from bot.nlu.entities_times import times
from bot.nlu.results import Entity

HOME_ZONE = ZoneInfo("Asia/Jakarta")


def home_clock() -> dt.datetime:
    """Return the time in Jakarta: the clock of a traveller whose own is not known."""
    return dt.datetime.now(HOME_ZONE)


class EntityFinder:
    """Finds entities; call it with a text and its language. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer | None = None, clock: Callable[[], dt.datetime] = home_clock) -> None:
        """``gazetteer``: the names to know, in every language; ``clock``: the time where a call gives none."""
        self._gazetteer = gazetteer or Gazetteer()
        self._clock = clock

    def __call__(self, text: str, language: str, now: dt.datetime | None = None, region: str = "") -> list[Entity]:
        """Return the entities in order of their place in the text; of overlapping ones the surer kind wins.

        Args:
            text: the message; nothing in it raises.
            language: id, en, zh, fr or other; all four are read in every text, it only settles doubts.
            now: the traveller's own time, aware, which "tomorrow" and "two hours ago" count from.
            region: ISO 3166 code of the country whose national phone numbers are likely; else Indonesia.
        """
        reading = Reading(text)
        taken = bytearray(len(text))
        found: list[Entity] = []
        for entity in self._all(reading, language, now or self._clock(), region):
            if not any(taken[entity.start : entity.end]):
                taken[entity.start : entity.end] = b"\x01" * (entity.end - entity.start)
                found.append(entity)
        return sorted(found, key=lambda entity: entity.start)

    def _all(self, reading: Reading, language: str, now: dt.datetime, region: str) -> Iterator[Entity]:
        tokens = self._places.tokens(reading)
        names = self._places.spans(tokens)
        yield from case_codes(reading)
        yield from self._missions(reading, tokens, names)
        yield from phones(reading, language, region)
        yield from plates(reading)
        yield from moments(reading, language, now)
        yield from dates(reading, language, now.date())
        yield from times(reading)
        yield from people(reading)
        yield from places(reading, language, tokens, names)

    @cached_property
    def _places(self) -> PlaceMatcher:
        return PlaceMatcher(self._gazetteer.places)

    @cached_property
    def _missions(self) -> MissionFinder:
        return MissionFinder(self._gazetteer.missions, home_country(self._gazetteer.places, HOME_REGION))
