"""The clock of a traveller: the time zone of a position, or of a country by its capital.

Zones, countries and positions of zones: ``zone.tab`` of the tz database (public domain), which the package ``tzdata``
carries.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from .geometry import distance_km, valid_position
from .missions import indonesian_missions
from .tables import normal_iso2

HOME_ZONE = "Asia/Jakarta"
_SIGNED = re.compile(r"([+-]\d+)([+-]\d+)")

_Zone = tuple[str, float, float]


def zone_of(country: str | None, position: tuple[float | None, float | None] | None = None) -> ZoneInfo:
    """Return the time zone of a place.

    Args:
        country: ISO 3166 alpha-2; unknown or None: Jakarta's zone.
        position: (lat, lon) in degrees, which settles it in countries of several zones; else their capital does.
    """
    zones = _zones().get(normal_iso2(country), ())
    if not zones:
        return ZoneInfo(HOME_ZONE)
    lat, lon = position or (None, None)
    if lat is None or lon is None or not valid_position(lat, lon):
        lat, lon = _capital(normal_iso2(country)) or zones[0][1:]
    return ZoneInfo(min(zones, key=lambda zone: distance_km(lat, lon, zone[1], zone[2]))[0])


@cache
def _zones() -> dict[str, tuple[_Zone, ...]]:
    """Country → its zones, each with the position of its main town."""
    found: dict[str, tuple[_Zone, ...]] = {}
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, position, name = line.split("\t")[:3]
        match = _SIGNED.fullmatch(position)
        if match:
            zone = (name, _degrees(match[1], 2), _degrees(match[2], 3))
            found[code] = (*found.get(code, ()), zone)
    return found


def _degrees(signed: str, width: int) -> float:
    """Read ±DDMM, ±DDDMM, ±DDMMSS or ±DDDMMSS; ``width``: digits of the degrees."""
    sign, digits = (-1 if signed[0] == "-" else 1), signed[1:]
    seconds = int(digits[width + 2 :] or 0)
    return sign * (int(digits[:width]) + int(digits[width : width + 2]) / 60 + seconds / 3600)


@cache
def _capital(iso2: str) -> tuple[float, float] | None:
    """The position of the embassy there: embassies stand in capitals."""
    for mission in indonesian_missions():
        is_embassy = mission.country == iso2 and mission.type == "embassy"
        if is_embassy and mission.lat is not None and mission.lon is not None:
            return mission.lat, mission.lon
    return None
