"""What place a position is: country, part of the country, nearest town. Offline, under a millisecond."""

from dataclasses import dataclass

from . import geo, subdivisions, towns
from .geo import country_at, in_jakarta
from .geometry import position_of
from .subdivisions import Subdivision, subdivision_at
from .towns import Town, nearest_town


@dataclass(frozen=True, slots=True)
class PlaceAt:
    """Where a position is. All is None at sea, outside every country and for bad input.

    ``city`` is the nearest town of the same country, ``city_km`` its distance in km.
    """

    country: str | None = None
    subdivision: Subdivision | None = None
    city: Town | None = None
    city_km: float | None = None
    in_jakarta: bool = False


def place_at(lat: object, lon: object) -> PlaceAt:
    """The place at a position in degrees. Never raises: anything but two numbers in range is nowhere.

    The country has the accuracy that ``geo`` states, the subdivision that of ``subdivisions``.
    """
    spot = position_of((lat, lon))
    if spot is None:
        return PlaceAt()
    country, inside = country_at(*spot), in_jakarta(*spot)
    if country is None:
        return PlaceAt(in_jakarta=inside)
    part = subdivisions.subdivisions()["ID", "ID-JK"] if inside else subdivision_at(*spot, country)
    town, distance = nearest_town(*spot, country) or (None, None)
    return PlaceAt(country, part, town, distance, inside)


def warm_up() -> None:
    """Read borders, outlines and towns now (about 0.2 s), so that the first position does not pay for it."""
    geo.warm_up()
    subdivisions.warm_up()
    towns.warm_up()
