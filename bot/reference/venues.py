"""Hospitals, police, immigration and other offices in Jakarta, nearest first."""

from dataclasses import dataclass, replace
from functools import lru_cache

from .geometry import distance_km, position_of
from .tables import Row, table


@dataclass(frozen=True, slots=True)
class Venue:
    """One office or hospital. ``distance_km`` is set when a position was given."""

    category: str
    name: str
    address: str
    phone: str
    email: str
    website: str
    lat: float | None
    lon: float | None
    confidence: str
    source: str
    stated: str
    note: str
    distance_km: float | None = None


def _venue(row: Row) -> Venue:
    return Venue(
        category=row["category"],
        name=row["name"],
        address=row["address"],
        phone=row["phone"],
        email=row["email"],
        website=row["website"],
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        confidence=row["confidence"],
        source=row["source"],
        stated=row["stated"],
        note=row["note"],
    )


@lru_cache(maxsize=1)
def venues() -> tuple[Venue, ...]:
    """All rows."""
    return tuple(_venue(row) for row in table("jakarta_places"))


def venues_near(category: str, position: tuple[float, float] | None = None, limit: int = 3) -> list[Venue]:
    """Up to ``limit`` venues of a category (``hospital`` includes ``hospital_main``).

    With a position (lat, lon) the nearest first; without, main hospitals first, then by name.
    """
    spot = position_of(position)
    found = [v for v in venues() if v.category == category or v.category.startswith(f"{category}_main")]
    if spot is None:
        return sorted(found, key=lambda v: (not v.category.endswith("_main"), v.name))[:limit]
    measured = [
        replace(v, distance_km=round(distance_km(*spot, v.lat, v.lon), 1))
        for v in found
        if v.lat is not None and v.lon is not None
    ]
    return sorted(measured, key=lambda v: v.distance_km or 0.0)[:limit]
