"""The nearest town of a country to a position: for "you are near …", never across a border."""

import csv
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from .geometry import degrees_apart, distance_km
from .tables import DATA_DIR

# Farther away a town says nothing about where somebody is.
_TOO_FAR_KM = 400.0
_TOO_FAR_DEGREES = 3.7


@dataclass(frozen=True, slots=True)
class Town:
    """One town or city with its names. lat and lon in degrees."""

    country: str
    names: dict[str, str]
    traditional_name: str
    lat: float
    lon: float

    def name(self, language: str = "en", script: str | None = None) -> str:
        """The name in one of the four languages, else the English one; ``Hant``: traditional characters."""
        if language == "zh" and script == "Hant" and self.traditional_name:
            return self.traditional_name
        return self.names.get(language) or self.names["en"]


@lru_cache(maxsize=1)
def _by_country() -> dict[str, tuple[Town, ...]]:
    """All towns from south to north: the cities that text can name, and smaller ones for positions only."""
    found: dict[str, list[Town]] = {}
    for file in ("cities", "towns"):
        with open(DATA_DIR / f"{file}.csv", encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if row.get("kind", "city") == "city":
                    found.setdefault(row["iso2"], []).append(_town(row))
    return {country: tuple(sorted(towns, key=_latitude)) for country, towns in found.items()}


def _latitude(town: Town) -> float:
    return town.lat


def _town(row: dict[str, str]) -> Town:
    names = {language: row[f"name_{language}"] for language in ("en", "id", "zh", "fr")}
    # An empty cell is the English name again: most towns have one name in Latin letters.
    names = {language: name for language, name in names.items() if name}
    traditional = row["name_zh_hant"] or row["name_zh"]
    return Town(row["iso2"], names, traditional, float(row["lat"]), float(row["lon"]))


def nearest_town(lat: float, lon: float, country: str) -> tuple[Town, float] | None:
    """The nearest town of a country and its distance in km; None farther than 400 km from all."""
    known = _by_country().get(country, ())
    south = bisect_left(known, lat - _TOO_FAR_DEGREES, key=_latitude)
    north = bisect_right(known, lat + _TOO_FAR_DEGREES, key=_latitude)
    towns = known[south:north]
    if not towns:
        return None
    nearest = min(towns, key=lambda town: degrees_apart(lat, lon, town.lat, town.lon))
    distance = distance_km(lat, lon, nearest.lat, nearest.lon)
    return (nearest, round(distance, 1)) if distance <= _TOO_FAR_KM else None


def warm_up() -> None:
    """Read the towns now, so that the first position does not pay for it."""
    _by_country()
