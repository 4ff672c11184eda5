"""Which of several places with one name is meant: the likeliest, or the one that stands beside it.

"Paris" is in France, "Paris, Texas" is not; "San José" alone may be either of two.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from .place_index import RARE, Place
from .tables import table

# What may stand between a name and the country or state that tells which one it is.
_AFTER = re.compile(
    r"[\s,;(/–-]*(?:(?:in|di|en|au|aux|à|the|la|le|l['’]|les|negara|negara bagian|provinsi|state of|"
    r"the state of|dans|的|在)\s*)*[\s(]*",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[\s,/–-]*|的")
_CODE = re.compile(r",?[ \t]+\(?([A-Z]{2,3})(?![\w’'-])")
_CODED = frozenset(("US", "CA", "AU"))


class Named(Protocol):
    """What this module reads of a match in a text."""

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the text."""


Match = TypeVar("Match", bound=Named)


@lru_cache(maxsize=1)
def _regions_by_code() -> dict[str, tuple[str, str]]:
    """Postal codes of states and provinces: ``TX`` → ("US", "Texas"). No two of them are equal here."""
    found: dict[str, tuple[str, str]] = {}
    for row in table("subdivisions"):
        if row["iso2"] in _CODED and row["code"]:
            found.setdefault(row["code"][3:], (row["iso2"], row["name_en"]))
    return found


def likely(places: Sequence[Place]) -> list[Place]:
    """The places that a name alone may mean, the likeliest first (one that was chosen stays)."""
    return [place for place in places if place.rank < RARE] or list(places)


def countries_of(places: Sequence[Place]) -> tuple[str, ...]:
    """The countries of places, each once, in their order."""
    return tuple(dict.fromkeys(place.country for place in places))


def beside(
    text: str, matches: Sequence[Match], position: int, candidates: Callable[[Match], Sequence[Place]]
) -> Place | None:
    """The place that the neighbours of a match decide on, or None when they decide nothing.

    ``candidates`` tells the places of a match's name. Looks at the name that follows, at a
    postal code of a state, then at the name before.
    """
    here = matches[position]
    places = candidates(here)
    if len(places) < 2:
        return None
    start, end = here.span
    if position + 1 < len(matches):
        following = matches[position + 1]
        if _AFTER.fullmatch(text, end, following.span[0]) and (
            found := _told_by(places, following, candidates)
        ):
            return found
    if not text.isupper() and (code := _CODE.match(text, end)):
        country, region = _regions_by_code().get(code[1], ("", ""))
        for place in places:
            if place.country == country and place.region == region:
                return place
    if position:
        previous = matches[position - 1]
        if _BEFORE.fullmatch(text, previous.span[1], start):
            return _told_by(places, previous, candidates)
    return None


def _told_by(
    places: Sequence[Place], other: Match, candidates: Callable[[Match], Sequence[Place]]
) -> Place | None:
    """The first of the places that lies in the other named place: in its state, else in its country."""
    # A neighbour that is ambiguous itself ("Athens, Georgia") may mean any of its likely places.
    meanings = likely(candidates(other))
    for meaning in meanings:
        for place in places:
            if place.country == meaning.country and place.region and place.region == meaning.city:
                return place
    for meaning in meanings:
        # A town beside it tells the country of an ambiguous name, never a rare place: "Paris Vienna".
        wide = meaning.city is None or meaning.kind == "area"
        for place in places:
            if place.country == meaning.country and (wide or place.rank < RARE):
                return place
    return None
