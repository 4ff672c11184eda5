"""The province, state or region that a position is in. Offline, from outlines of a kilometre or two.

Outlines: Natural Earth. They are older than six provinces of Indonesia, which are told apart by
the nearest settlement (GeoNames): within some 20 km of their borders that may name the neighbour.
"""

import base64
import csv
import json
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from .geometry import degrees_apart, in_ring, squared_distance_to_ring
from .tables import DATA_DIR

# Outlines are in thousandths of a degree; coasts are drawn coarsely, so the nearest outline counts.
_UNIT = 1000.0
_REACH_DEGREES = 0.35
_SPLIT = frozenset({"ID-KI", "ID-PA", "ID-PB"})


@dataclass(frozen=True, slots=True)
class Subdivision:
    """One first-level part of a country. ``code`` is its ISO 3166-2 code, empty where none is known."""

    code: str
    country: str
    names: dict[str, str]
    traditional_name: str

    def name(self, language: str = "en", script: str | None = None) -> str:
        """The name in one of the four languages, else in English; ``Hant``: traditional characters."""
        if language == "zh" and script == "Hant":
            return self.traditional_name
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class _Outline:
    """One polygon with holes. The box is (west, south, east, north) in thousandths of a degree."""

    subdivision: Subdivision
    box: tuple[int, int, int, int]
    rings: tuple[array, ...]

    def contains(self, x: float, y: float) -> bool:
        west, south, east, north = self.box
        if not (west <= x <= east and south <= y <= north):
            return False
        inside = False
        for ring in self.rings:
            inside ^= in_ring(ring, x, y)
        return inside


def _ring(first_x: int, first_y: int, steps: str) -> array:
    """Points from a start and little-endian 16-bit steps, flat: x, y, x, y …"""
    deltas = array("h")
    deltas.frombytes(base64.b64decode(steps))
    if sys.byteorder == "big":
        deltas.byteswap()
    ring = array("i", bytes(4 * (len(deltas) + 2)))
    ring[0::2] = array("i", accumulate(deltas[0::2], initial=first_x))
    ring[1::2] = array("i", accumulate(deltas[1::2], initial=first_y))
    return ring


def _rows(name: str) -> list[dict[str, str]]:
    with open(DATA_DIR / f"{name}.csv", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def subdivisions() -> dict[tuple[str, str], Subdivision]:
    """All subdivisions by country and ISO 3166-2 code (or the English name without a code)."""
    return {
        (row["iso2"], row["code"] or row["name_en"]): Subdivision(
            row["code"],
            row["iso2"],
            {language: row[f"name_{language}"] for language in ("en", "id", "zh", "fr")},
            row["name_zh_hant"],
        )
        for row in _rows("subdivisions")
    }


@lru_cache(maxsize=1)
def _outlines() -> dict[str, tuple[_Outline, ...]]:
    """Outlines by country, small ones first: a capital district is found before what surrounds it."""
    found: dict[str, list[_Outline]] = {}
    # A line is an object: read one by one, the text of the whole file is never held as objects.
    with open(DATA_DIR / "subdivisions.json", encoding="utf-8") as handle:
        for line in handle:
            if line.startswith("{"):
                shape = json.loads(line.rstrip().rstrip(","))
                part = subdivisions()[shape["iso2"], shape["id"]]
                found.setdefault(part.country, []).extend(_outline(part, p) for p in shape["polygons"])
    return {code: tuple(sorted(outlines, key=_box_area)) for code, outlines in found.items()}


def _outline(part: Subdivision, polygon: list) -> _Outline:
    rings = tuple(_ring(*ring) for ring in polygon)
    xs, ys = rings[0][0::2], rings[0][1::2]
    return _Outline(part, (min(xs), min(ys), max(xs), max(ys)), rings)


def _box_area(outline: _Outline) -> int:
    west, south, east, north = outline.box
    return (east - west) * (north - south)


@lru_cache(maxsize=1)
def _settlements() -> tuple[tuple[str, float, float], ...]:
    return tuple((row["code"], float(row["lat"]), float(row["lon"])) for row in _rows("new_provinces"))


def subdivision_at(lat: float, lon: float, country: str) -> Subdivision | None:
    """The part of a country at a position in degrees; the nearest within 40 km off its outlines.

    None where the country has no parts here (city states, small islands). Raises nothing for
    finite numbers; ``country`` is the one that ``country_at`` tells, so no border is crossed.
    """
    x, y = lon * _UNIT, lat * _UNIT
    outlines = _outlines().get(country, ())
    found = next((outline.subdivision for outline in outlines if outline.contains(x, y)), None)
    found = found or _nearest(outlines, x, y)
    return _newer(lat, lon, found) if found and found.code in _SPLIT else found


def _nearest(outlines: tuple[_Outline, ...], x: float, y: float) -> Subdivision | None:
    reach = _REACH_DEGREES * _UNIT
    best, shortest = None, reach * reach
    for outline in outlines:
        west, south, east, north = outline.box
        if west - reach <= x <= east + reach and south - reach <= y <= north + reach:
            distance = squared_distance_to_ring(outline.rings[0], x, y)
            if distance < shortest:
                best, shortest = outline.subdivision, distance
    return best


def _newer(lat: float, lon: float, part: Subdivision) -> Subdivision:
    # East Kalimantan lost its north in 2012, Papua and West Papua were parted in 2022.
    kalimantan = part.code == "ID-KI"
    candidates = [s for s in _settlements() if (s[0] in ("ID-KI", "ID-KU")) is kalimantan]
    code = min(candidates, key=lambda s: degrees_apart(lat, lon, s[1], s[2]))[0]
    return subdivisions()["ID", code]


def warm_up() -> None:
    """Read the outlines now, so that the first position does not pay for it."""
    _outlines()
    _settlements()
