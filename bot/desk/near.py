"""The nearest named city of a position, so that coordinates can be said aloud."""

from __future__ import annotations

from bot.reference.geo import distance_km, valid_position
from bot.reference.tables import table

_TOO_FAR_KM = 150.0


def nearest_city(latitude: float, longitude: float, language: str) -> tuple[str, int] | None:
    """Return the name of the nearest city of the reference data and the distance in kilometres."""
    if not valid_position(latitude, longitude):
        return None
    best: tuple[float, dict[str, str]] | None = None
    for row in table("cities"):
        away = distance_km(latitude, longitude, float(row["lat"]), float(row["lon"]))
        if best is None or away < best[0]:
            best = (away, row)
    if best is None or best[0] > _TOO_FAR_KM:
        return None
    return best[1].get(f"name_{language}") or best[1]["name_en"], round(best[0])
