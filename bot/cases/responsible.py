"""Which desks cover a place: the most exact first. Their coverage is data that administrators change."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases.place import Place
from bot.reference.geometry import distance_km, position_of
from bot.store.tables import Desk

_CITY, _PART, _COUNTRY, _PERHAPS = 3, 2, 1, 0


def responsible_desks(
    desks: Sequence[Desk], place: Place, kind: str, nationality: str | None
) -> list[Desk]:
    """Return the desks of a kind that cover a place, the one in charge first.

    A desk of the very city goes before one of the province, that before one of the country; one that
    answers from another country comes after those there; between equals the nearer one, the staffed one.

    Args:
        nationality: whose citizens a mission looks after; without one no mission is in charge.
    """
    if kind == "mission" and not nationality:
        return []
    found = [
        (desk, fit)
        for desk in desks
        if desk.kind == kind
        and (kind != "mission" or desk.coverage.get("nationality") == nationality)
        and (fit := _fit(desk, place)) is not None
    ]
    return [desk for desk, _ in sorted(found, key=lambda pair: _order(pair[0], pair[1], place))]


def _fit(desk: Desk, place: Place) -> int | None:
    coverage = desk.coverage
    if place.country not in coverage.get("countries", []):
        return None
    cities = [str(city).casefold() for city in coverage.get("cities", [])]
    # Districts are those of one country; in the others that it covers a desk answers everywhere.
    parts = [part for part in coverage.get("subdivisions", []) if str(part).startswith(f"{place.country}-")]
    if not cities and not parts:
        return _COUNTRY
    if place.city.casefold() in cities:
        return _CITY
    if place.subdivision in parts:
        return _PART
    knows_enough = (place.subdivision or not parts) and (place.city or not cities)
    return None if knows_enough else _PERHAPS


def _order(desk: Desk, fit: int, place: Place) -> tuple[bool, int, float, bool, int]:
    accredited = place.country in desk.coverage.get("accredited", [])
    there, here = position_of(tuple(desk.coverage.get("position", ()))), place.spot or place.about
    away = distance_km(*there, *here) if there and here else float("inf")
    return accredited, -fit, away, not desk.staffed, desk.id or 0
