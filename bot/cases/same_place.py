"""Whether two cases speak of one place: positions close together, or the same exact name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.reference.geometry import distance_km
from bot.reference.places import find_places
from bot.store.tables import Case

NEAR_KM = 0.5
EXACT_KINDS = ("street", "landmark")
REST = 3
"""Characters beside the names of towns and countries from which a name is taken for an exact one."""


@dataclass(frozen=True)
class Spot:
    """Where a case is: a position in degrees, the place in words, the country."""

    position: tuple[float, float] | None
    place: str
    country: str | None

    @cached_property
    def name(self) -> str:
        """The place as it is compared."""
        return plain_name(self.place)

    @cached_property
    def is_exact(self) -> bool:
        """Whether the place is narrower than a town; asked once, since it looks into all names of places."""
        return is_exact(self.place)


def spot_of(case: Case) -> Spot:
    """Return where a case is."""
    return Spot(position_of_case(case), place_of_case(case), case.country)


def same_place(first: Case, second: Case) -> str:
    """Return why two cases are at one place, in words for the operator; empty when they are not."""
    return same_spot(spot_of(first), spot_of(second))


def same_spot(first: Spot, second: Spot) -> str:
    """Return why two spots are one place, in words for the operator; empty when they are not.

    Positions settle it where both have one. "Jakarta" twice is not one place: only what is narrower than
    a town counts as a name.
    """
    if first.position is not None and second.position is not None:
        away = distance_km(*first.position, *second.position)
        return f"{away * 1000:.0f} m apart" if away <= NEAR_KM else ""
    if not first.name or first.name != second.name:
        return ""
    countries = {first.country, second.country} - {None}
    if len(countries) > 1 or not first.is_exact:
        return ""
    return f"both name {first.place}"


def position_of_case(case: Case) -> tuple[float, float] | None:
    """Return (latitude, longitude) in degrees of a case, else of its conversation."""
    for row in (case, case.conversation):
        if row.latitude is not None and row.longitude is not None:
            return row.latitude, row.longitude
    return None


def place_of_case(case: Case) -> str:
    """Return the place in words."""
    return case.place or case.conversation.place or ""


def plain_name(text: str) -> str:
    """Return letters and figures alone, without case and accents, so that spellings meet."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def is_exact(text: str) -> bool:
    """Whether a name is narrower than a town: a street, a landmark, or words beside the town's name."""
    matches = find_places(text, asked=True)
    if any(match.kind in EXACT_KINDS for match in matches):
        return True
    rest = list(text)
    for match in matches:
        start, end = match.span
        rest[start:end] = " " * (end - start)
    return len(plain_name("".join(rest))) >= REST
