"""Places named in text, in four languages and four scripts: where, never who."""

from dataclasses import dataclass, replace

from .place_choice import beside, countries_of, likely
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
_AT = ("在", "到", "来", "來")
# "我在印尼护照丢了": in Indonesia, whatever the passport.
_PASSPORTS = ("护照", "護照")


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """One place named in a text. ``span`` is (start, end) in characters of that text.

    ``name`` is as written, ``city`` the English name or None for a country, ``kind`` country,
    city, area, district, street or landmark. ``origin`` marks "I am from …": not where the
    person is. ``ambiguous``: other places have this name, so the person is to be asked;
    ``alternatives`` are all that may be meant, the likeliest first, and ``others`` the countries
    of all but the first. An unambiguous match has neither. ``region`` is the state or province
    where equal names are told apart by it.
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
    alternatives: tuple[Place, ...] = ()
    region: str = ""


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
    return _settled(text, matches)


def _settled(text: str, matches: list[PlaceMatch]) -> list[PlaceMatch]:
    """Matches as their neighbours tell them: "Paris, Texas"."""
    chosen: dict[tuple[int, int], list[Place]] = {}

    def candidates(match: PlaceMatch) -> list[Place]:
        return chosen.get(match.span) or _candidates(text, match)

    for position, match in enumerate(matches):
        if place := beside(text, matches, position, candidates):
            chosen[match.span] = [place]
    return [
        _match(text, chosen[match.span], *match.span) if match.span in chosen else match for match in matches
    ]


def places_of(text: str, asked: bool = False) -> tuple[Place, ...]:
    """All places that the place a text speaks from may be, the likeliest first.

    Empty without a place, one when it is clear, several when the person has to be asked which.
    """
    match = place_of(text, asked)
    if match is None:
        return ()
    if match.alternatives:
        return match.alternatives
    return (
        Place(
            match.country,
            match.city,
            match.kind,
            match.lat,
            match.lon,
            match.in_jakarta,
            also_elsewhere=match.ambiguous,
            region=match.region,
        ),
    )


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
    for place in likely(_candidates(text, match)):
        if place.country == country:
            return replace(_match(text, [place], *match.span), ambiguous=False)
    return match


def _candidates(text: str, match: PlaceMatch) -> list[Place]:
    """All places with the name of a match, the likeliest first."""
    name = text[slice(*match.span)]
    index = place_index()
    if HAN.search(name):
        return next((places for known, places in index.han.get(name[0], ()) if known == name), [])
    words = tuple(word.folded for word in words_of(name))
    return next((places for known, places in index.latin.get(words[0], ()) if known == words), [])


def _match(text: str, places: list[Place], start: int, end: int) -> PlaceMatch:
    meant = likely(places)
    first = meant[0]
    named = countries_of(meant)
    return PlaceMatch(
        country=first.country,
        city=first.city,
        name=text[start:end],
        span=(start, end),
        ambiguous=first.also_elsewhere or len(named) > 1,
        kind=first.kind,
        lat=first.lat,
        lon=first.lon,
        in_jakarta=first.in_jakarta,
        origin=names_origin(text, start, end),
        others=named[1:],
        alternatives=tuple(meant) if len(named) > 1 else (),
        region=first.region,
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
                at = text[:position].endswith(_AT) and places[0].city is None and text.startswith(_PASSPORTS, end)
                if places[0].city is not None or at or not han_names_nationality(text, end):
                    found.append(_match(text, places, position, end))
                position = end
                break
        else:
            position += 1
    return found
