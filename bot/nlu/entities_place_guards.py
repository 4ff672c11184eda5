"""Whether a name of the gazetteer is meant as a place: not a people, a street, a hotel, a dish, a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu import entity_patterns_places as patterns
from bot.nlu.entities_gazetteer import PlaceName
from bot.nlu.entities_places import PlaceSpan, Token
from bot.nlu.entities_text import Reading
from bot.nlu.results import Entity
from bot.nlu.text import CJK

_HAN = re.compile(f"[{CJK}]")
_SENTENCE_END = re.compile(r"[.!?。！？\n:;]\s*$")
_REACH = 4
"""Characters looked back on for what ends a sentence."""


def places(reading: Reading, language: str, tokens: list[Token], spans: list[PlaceSpan]) -> Iterator[Entity]:
    """Yield the countries and cities among the names of a text."""
    context = _Context(reading, language, tokens, spans)
    stops = [match.span() for match in patterns.HAN_STOPS.finditer(reading.text)]
    accepted: set[int] = set()
    found: list[tuple[PlaceSpan, tuple[PlaceName, ...]]] = []
    for span in spans:
        names = tuple(name for name in span.names if name.kind != "demonym")
        start, end = tokens[span.first].start, tokens[span.stop - 1].end
        if not names or any(first < end and start < last for first, last in stops):
            continue
        if _HAN.match(reading.text, start):
            meant = context.is_han_place(start, end, names[0])
        else:
            meant = context.is_latin_place(span, names[0], accepted)
        if meant:
            accepted.add(span.stop)
            found.append((span, names))
    countries = {names[0].country for _, names in found if names[0].kind == "country"}
    for span, names in found:
        # "Georgetown, Guyana": the country that the text names decides between equal names.
        name = next((name for name in names if name.country in countries), names[0]) if len(names) > 1 else names[0]
        value = name.country if name.kind == "country" else name.canonical
        start, end = tokens[span.first].start, tokens[span.stop - 1].end
        yield reading.entity(name.kind, start, end, value, name.country, (name.latitude, name.longitude))


class _Context:
    """What stands around the names of one text."""

    def __init__(self, reading: Reading, language: str, tokens: list[Token], spans: list[PlaceSpan]) -> None:
        self._reading = reading
        self._language = language
        self._tokens = tokens
        self._starts = {span.first: span for span in spans}
        self._shouted = reading.cased.isupper()

    def is_han_place(self, start: int, end: int, name: PlaceName) -> bool:
        text = self._reading.text
        signalled = bool(patterns.BEFORE_HAN_PLACE.search(text[max(0, start - 1) : start]))
        if patterns.NOT_PLACE_AFTER_HAN.match(text, end):
            return False
        doubtful = patterns.HOTEL_AFTER_HAN.match(text, end) or patterns.BELONGING_AFTER_HAN.match(text, end)
        return signalled or not (doubtful or name.guard)

    def is_latin_place(self, span: PlaceSpan, name: PlaceName, accepted: set[int]) -> bool:
        before, after = self._word(span.first - 1), self._word(span.stop)
        linked = self._before_links(span.first)
        if linked in patterns.NATIONALITY_BEFORE or linked in patterns.STREET_OR_BRAND:
            return False
        if name.kind == "country" and after in patterns.NATIONALITY_AFTER:
            return False
        if after in patterns.BRAND_AFTER or before in patterns.PERSON_BEFORE or self._is_named(span.first):
            return False
        if not name.guard:
            return True
        if name.guard == "upper":
            article = before == "the" and self._word(span.first - 2) in patterns.BEFORE_PLACE
            return article or (self._written(span).isupper() and not self._shouted)
        if self._own_country_follows(span, name):
            return True
        if name.guard in ("strict", "noun"):
            return self._is_strictly_place(span, name, before, after)
        if before in patterns.RELATION_BEFORE:
            return False
        return (
            self._signalled(span.first, name)
            or (name.guard != "person" and self._capital_inside(span))
            or self._coordinated(span.first, accepted)
            or len(self._tokens) == span.stop - span.first
        )

    def _is_strictly_place(self, span: PlaceSpan, name: PlaceName, before: str, after: str) -> bool:
        if before in patterns.SURE_BEFORE:
            return True
        if not self._signalled(span.first, name):
            return before not in patterns.RELATION_BEFORE and self._capital_inside(span)
        closed = not after or not after[0].isalnum() or after in patterns.CLAUSE_AFTER
        noun = name.guard == "noun" and before in patterns.GLUED_BEFORE
        return self._capital_inside(span) or (closed and not noun)

    def _signalled(self, first: int, name: PlaceName) -> bool:
        before = self._word(first - 1)
        if before == "the":
            before = self._word(first - 2)
        if before == patterns.FRENCH_A:
            token = self._tokens[first - 1]
            accented = self._reading.entity("", token.start, token.end, "").text.lower() == "\u00e0"
            return accented or self._language == "fr"
        if name.kind == "city" and before in patterns.ONLY_BEFORE_COUNTRY:
            return False
        return before in patterns.BEFORE_PLACE

    def _coordinated(self, first: int, accepted: set[int]) -> bool:
        return self._word(first - 1) in patterns.CONNECTORS and first - 1 in accepted

    def _own_country_follows(self, span: PlaceSpan, name: PlaceName) -> bool:
        step = self._word(span.stop) == ","
        following = self._starts.get(span.stop + step)
        return following is not None and any(
            other.kind == "country" and other.country == name.country and not other.guard for other in following.names
        )

    def _is_named(self, first: int) -> bool:
        return self._word(first - 1) in ("is", "saya", "adalah") and self._word(first - 2) in ("name", "nama")

    def _capital_inside(self, span: PlaceSpan) -> bool:
        token = self._tokens[span.first]
        # The article of "la Réunion" is written small.
        if self._shouted or not self._reading.cased[self._tokens[span.stop - 1].start].isupper():
            return False
        before = self._reading.cased[max(0, token.start - _REACH) : token.start]
        return bool(before.rstrip(" \"'(")) and not _SENTENCE_END.search(before)

    def _before_links(self, first: int) -> str:
        position = first - 1
        while position > 0 and first - position <= 3 and self._word(position) in patterns.LINKS:
            position -= 1
        return self._word(position)

    def _written(self, span: PlaceSpan) -> str:
        return self._reading.cased[self._tokens[span.first].start : self._tokens[span.stop - 1].end]

    def _word(self, position: int) -> str:
        return self._tokens[position].text if 0 <= position < len(self._tokens) else ""
