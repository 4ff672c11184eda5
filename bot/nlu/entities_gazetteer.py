"""The names that the entity finder knows, as the reference data hand them over."""

from __future__ import annotations

from dataclasses import dataclass

EMBASSY = "embassy"
CONSULATE = "consulate"
CONSULATE_GENERAL = "consulate_general"
TRADE_OFFICE = "trade_office"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a place.

    ``name`` as people write it; ``kind`` country, city, or demonym ("French", only read beside "embassy");
    ``country`` ISO 3166 alpha-2; ``canonical`` the English name of the place. ``guard`` says how much has to stand
    beside a name that is an ordinary word too: empty nothing, ``guard`` a preposition or a capital, ``person`` (a
    given name too) a preposition, ``strict`` a preposition and the end of the clause, or a capital, ``noun`` the same,
    but not after "di" and "ke", which make a place of any noun, ``upper`` capitals.
    """

    name: str
    kind: str
    country: str
    canonical: str
    latitude: float | None = None
    longitude: float | None = None
    guard: str = ""


@dataclass(frozen=True, slots=True)
class MissionName:
    """An embassy or consulate: whose it is, its type, and the city and country where it is.

    ``canonical`` is the name that an entity gets.
    """

    canonical: str
    owner: str
    type: str
    city: str
    country: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names. Of equal names the first counts, unless the text names the country of a later one."""

    places: tuple[PlaceName, ...] = ()
    missions: tuple[MissionName, ...] = ()
