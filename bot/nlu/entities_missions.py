"""Embassies and consulates named in a text: whose they are, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.nlu import entity_patterns_missions as patterns
from bot.nlu.entities_gazetteer import EMBASSY, TRADE_OFFICE, MissionName, PlaceName
from bot.nlu.entities_places import PlaceSpan, Token
from bot.nlu.entities_text import Reading
from bot.nlu.results import Entity


@dataclass(slots=True)
class _Found:
    """What is read so far: tokens ``first`` to ``stop``, the type, whose mission and the place."""

    first: int
    stop: int
    type: str
    owner: PlaceName | None = None
    place: PlaceName | None = None


class MissionFinder:
    """Finds missions by the words for them and the names beside those."""

    def __init__(self, missions: Iterable[MissionName], home: PlaceName) -> None:
        """``home``: the country of the missions that have words of their own ("KBRI")."""
        self._missions = list(missions)
        self._home = home

    def __call__(self, reading: Reading, tokens: list[Token], spans: list[PlaceSpan]) -> Iterator[Entity]:
        """Yield the missions whose owner or place is named."""
        starts = {span.first: span for span in spans}
        stops = {span.stop: span for span in spans}
        for found in (*self._latin(tokens, starts, stops), *self._han(reading, tokens, starts, stops)):
            if found.owner is not None or found.place is not None:
                start, end = tokens[found.first].start, tokens[found.stop - 1].end
                row = self._row(found)
                position = (row.latitude, row.longitude) if row else (None, None)
                owner = found.owner.country if found.owner else ""
                yield reading.entity("mission", start, end, self._value(found, row), owner, position)

    def _latin(
        self, tokens: list[Token], starts: dict[int, PlaceSpan], stops: dict[int, PlaceSpan]
    ) -> Iterator[_Found]:
        for number, token in enumerate(tokens):
            own, general = patterns.OWN_WORDS.get(token.text), patterns.WORDS.get(token.text)
            if not own and not general:
                continue
            found = _Found(number, number + 1, own or general or "", self._home if own else None)
            self._modifiers(tokens, found)
            if found.owner is None:
                self._owner_before(found, stops)
                self._owner_after(tokens, found, starts)
            self._place_after(tokens, found, starts)
            if token.text not in patterns.NEEDS_PLACE or found.place is not None:
                yield found

    def _modifiers(self, tokens: list[Token], found: _Found) -> None:
        while found.stop < len(tokens) and tokens[found.stop].text in patterns.MODIFIERS:
            word = tokens[found.stop].text
            found.type = patterns.GENERAL.get(word, found.type) if found.type != EMBASSY else EMBASSY
            if word == "ri":
                found.owner = self._home
            found.stop += 1

    def _owner_before(self, found: _Found, stops: dict[int, PlaceSpan]) -> None:
        span = stops.get(found.first)
        owner = _country(span)
        if span and owner:
            found.owner, found.first = owner, span.first

    def _owner_after(self, tokens: list[Token], found: _Found, starts: dict[int, PlaceSpan]) -> None:
        if found.owner is not None:
            return
        position = _skip(tokens, found.stop, patterns.OF, starts)
        span = starts.get(position)
        owner = _country(span)
        if span and owner:
            found.owner, found.stop = owner, span.stop
            self._modifiers(tokens, found)

    def _place_after(self, tokens: list[Token], found: _Found, starts: dict[int, PlaceSpan]) -> None:
        span = starts.get(found.stop) or starts.get(_skip(tokens, found.stop, patterns.IN, starts))
        place = _place(span)
        if span and place:
            found.place, found.stop = place, span.stop

    def _han(
        self, reading: Reading, tokens: list[Token], starts: dict[int, PlaceSpan], stops: dict[int, PlaceSpan]
    ) -> Iterator[_Found]:
        numbers = {token.start: number for number, token in enumerate(tokens)}
        for match in patterns.HAN_WORD.finditer(reading.text):
            first = numbers[match.start()]
            found = _Found(first, first + len(match.group()), patterns.han_type(match.group()))
            self._han_before(tokens, found, stops)
            yield found

    @staticmethod
    def _han_before(tokens: list[Token], found: _Found, stops: dict[int, PlaceSpan]) -> None:
        for _ in range(2):
            position = found.first
            linked = position > 0 and tokens[position - 1].text == patterns.HAN_OF
            span = stops.get(position - linked)
            if span is None:
                return
            before = tokens[span.first - 1].text if span.first else ""
            posted = before in patterns.HAN_POSTED or (linked and before == patterns.HAN_IN)
            owner = None if posted or found.owner else _country(span)
            if owner:
                found.owner = owner
            elif found.place is None and _place(span):
                found.place = _place(span)
            else:
                return
            found.first = span.first - posted

    def _row(self, found: _Found) -> MissionName | None:
        """Return the mission of the reference data that is meant, whatever type people call it."""
        owner, place = found.owner, found.place
        if owner is None:
            return None
        rows = [row for row in self._missions if row.owner == owner.country]
        if place is None:
            # The trade office needs no place, for there is one.
            offices = [row for row in rows if row.type == found.type == TRADE_OFFICE]
            return offices[0] if len(offices) == 1 else None
        rows = [row for row in rows if row.country == place.country]
        if place.kind == "city":
            # "KJRI Penang" is in George Town, and "Johor" is short for Johor Bahru.
            rows = [row for row in rows if row.city == place.canonical or f" {place.canonical} " in f"{row.canonical} "]
        same = [row for row in rows if (row.type in patterns.EMBASSIES) == (found.type in patterns.EMBASSIES)]
        if len(same) == 1 or (same and found.type in patterns.EMBASSIES):
            return same[0]
        return rows[0] if len(rows) == 1 else None

    def _value(self, found: _Found, row: MissionName | None) -> str:
        if row is not None:
            return row.canonical
        place = f", {found.place.canonical}" if found.place else ""
        if found.owner is not None and found.owner.country == self._home.country:
            return patterns.OWN_NAMES[found.type] + place
        owner = f" of {found.owner.canonical}" if found.owner else ""
        return patterns.NAMES[found.type] + owner + place


def _country(span: PlaceSpan | None) -> PlaceName | None:
    return next((name for name in span.names if name.kind in ("country", "demonym")), None) if span else None


def _place(span: PlaceSpan | None) -> PlaceName | None:
    return next((name for name in span.names if name.kind != "demonym"), None) if span else None


def _skip(tokens: list[Token], position: int, words: frozenset[str], starts: dict[int, PlaceSpan]) -> int:
    limit = min(position + patterns.MOST_LINKS, len(tokens))
    # "The" may begin a name: The Hague.
    while position < limit and position not in starts and tokens[position].text in words:
        position += 1
    return position


def home_country(places: Iterable[PlaceName], code: str) -> PlaceName:
    """Return the name of a country by its code; a bare one where the gazetteer lacks it."""
    named = (name for name in places if name.kind == "country" and name.country == code)
    return next(named, PlaceName(code, "country", code, code))
