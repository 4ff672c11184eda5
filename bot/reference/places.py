"""Places named in text, in four languages and four scripts: where, never who."""

from dataclasses import dataclass, replace

from .place_context import (
    common_word_is_place,
    common_words,
    han_names_nationality,
    han_stops,
    names_nationality,
    names_origin,
)
from .place_index import Place, place_index
from .words import HAN, Word, words_of

# What may stand between the words of one name: "Hong-Kong", "St. John's", "Kuala  Lumpur".
_BETWEEN = frozenset(" -.'’\u00a0\t")
# Indonesian "di" and "ke" are often glued to the name that follows: "dijakarta".
_GLUED = ("di", "ke")
_MIN_GLUED = 5


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """One place named in a text. ``span`` is (start, end) in characters of that text.

    ``name`` is as written, ``city`` the English name or None for a country, ``kind`` country,
    city, area, district, street or landmark. ``origin`` marks "I am from …": not where the
    person is. ``ambiguous``: other places have this name; ``others`` are their countries.
    """

    country: str
    city: str | None
    name: str
    span: tuple[int, int]
    ambiguous: bool = False
    kind: str = "country"
    lat: float | None = None
    lon: float | None = None
    in_jakarta: bool = False
    origin: bool = False
    others: tuple[str, ...] = ()


def find_places(text: str, asked: bool = False) -> list[PlaceMatch]:
    """All places named in a text, in order, without overlaps; bad input gives an empty list.

    ``asked``: the text answers "Where are you?", so that even "Nice" alone is a place.
    """
    if not isinstance(text, str) or not text:
        return []
    matches = _latin(text, asked)
    if HAN.search(text):
        matches += _han(text)
        matches.sort(key=lambda match: match.span)
    return matches


def place_of(text: str, asked: bool = False) -> PlaceMatch | None:
    """The place a text most likely speaks from: the most exact one that is not an origin.

    A city wins over its country, a clear name over an ambiguous one, the first over later ones.
    """
    here = [match for match in find_places(text, asked) if not match.origin or asked]
    if not here:
        return None
    best = min(here, key=lambda m: (m.city is None, m.ambiguous, m.span[0]))
    countries = {match.country for match in here if match.city is None}
    # "Georgetown, Guyana": the country named beside it decides an ambiguous city.
    if best.ambiguous and len(countries) == 1 and (only := countries.pop()) in best.others:
        return _among_others(text, best, only)
    return best


def _among_others(text: str, match: PlaceMatch, country: str) -> PlaceMatch:
    for places in _places_named(text[slice(*match.span)]):
        for place in places:
            if place.country == country:
                return replace(_match(text, [place], *match.span), ambiguous=False)
    return match


def _places_named(name: str) -> list[list[Place]]:
    index = place_index()
    if HAN.search(name):
        return [places for known, places in index.han.get(name[0], ()) if known == name]
    words = tuple(word.folded for word in words_of(name))
    return [places for known, places in index.latin.get(words[0], ()) if known == words]


def _match(text: str, places: list[Place], start: int, end: int) -> PlaceMatch:
    first = places[0]
    others = tuple(place.country for place in places[1:] if place.country != first.country)
    return PlaceMatch(
        country=first.country,
        city=first.city,
        name=text[start:end],
        span=(start, end),
        ambiguous=first.also_elsewhere or bool(others),
        kind=first.kind,
        lat=first.lat,
        lon=first.lon,
        in_jakarta=first.in_jakarta,
        origin=names_origin(text, start, end),
        others=others,
    )


def _latin(text: str, asked: bool) -> list[PlaceMatch]:
    words = words_of(text)
    alone = asked and len(words) == 1
    found: list[PlaceMatch] = []
    position = 0
    while position < len(words):
        length, places, start = _longest(text, words, position, alone)
        if not length:
            position += 1
            continue
        if not names_nationality(words, position):
            found.append(_match(text, places, start, words[position + length - 1].end))
        position += length
    return found


def _longest(text: str, words: list[Word], position: int, alone: bool) -> tuple[int, list[Place], int]:
    """Words taken, places and start of the longest name at a position; (0, [], 0) without one."""
    latin = place_index().latin
    word = words[position]
    for name, places in latin.get(word.folded, ()):
        if not _follows(text, words, position, name):
            continue
        if len(name) == 1:
            level = None if alone else common_words().get(word.folded)
            if level and not (
                common_word_is_place(text, words, position, level)
                or _own_country_next(words, position, places)
            ):
                continue
        return len(name), places, word.start
    glued = word.folded[:2]
    if glued in _GLUED and len(word.folded) >= len(glued) + _MIN_GLUED:
        rest = word.folded[2:]
        for name, places in latin.get(rest, ()):
            if len(name) == 1 and rest not in common_words():
                return 1, places, word.start + 2
    return 0, [], 0


def _own_country_next(words: list[Word], position: int, places: list[Place]) -> bool:
    """True for "Male, Maldives": the country of the place is the next name."""
    if position + 1 == len(words):
        return False
    codes = {place.country for place in places if place.city is not None}
    for name, following in place_index().latin.get(words[position + 1].folded, ()):
        here = tuple(word.folded for word in words[position + 1 : position + 1 + len(name)])
        if here == name and any(place.city is None and place.country in codes for place in following):
            return True
    return False


def _follows(text: str, words: list[Word], position: int, name: tuple[str, ...]) -> bool:
    """True when the words of the name stand here with nothing but spaces and hyphens between them."""
    if position + len(name) > len(words):
        return False
    for offset in range(1, len(name)):
        before, here = words[position + offset - 1], words[position + offset]
        if here.folded != name[offset] or not _BETWEEN.issuperset(text[before.end : here.start]):
            return False
    return True


def _han(text: str) -> list[PlaceMatch]:
    index = place_index().han
    stops = han_stops(text)
    found: list[PlaceMatch] = []
    position = 0
    while position < len(text):
        if position in stops:
            position = stops[position]
            continue
        for name, places in index.get(text[position], ()):
            if text.startswith(name, position):
                end = position + len(name)
                if not han_names_nationality(text, end):
                    found.append(_match(text, places, position, end))
                position = end
                break
        else:
            position += 1
    return found
