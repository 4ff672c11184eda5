"""A small outline of a country with a dot, drawn from the reference borders. No tiles, no network."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import lru_cache

from bot.reference.geo import valid_position
from bot.reference.tables import DATA_DIR

WIDTH, HEIGHT = 264, 148
_MARGIN = 6
_MAX_POINTS = 700
_FAR_DEGREES = 40.0
"""Parts further than this from the position (overseas territories) are left out: the rest would be tiny."""


@lru_cache(maxsize=1)
def _outlines() -> dict[str, list[list[list[float]]]]:
    features = json.loads((DATA_DIR / "borders.json").read_text(encoding="utf-8"))
    found: dict[str, list[list[list[float]]]] = {}
    for feature in features:
        found.setdefault(feature["iso2"], []).extend(polygon[0] for polygon in feature["polygons"])
    return found


def country_inset(iso2: str | None, latitude: float, longitude: float) -> str:
    """Return an SVG picture of the country around a position, or an empty string without an outline."""
    rings = _outlines().get(iso2 or "", [])
    if not rings or not valid_position(latitude, longitude):
        return ""
    near = [ring for ring in rings if _distance(ring, longitude) < _FAR_DEGREES] or rings
    xs = [point[0] for ring in near for point in ring] + [longitude]
    ys = [point[1] for ring in near for point in ring] + [latitude]
    squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2)) or 1.0
    scale = min(
        (WIDTH - 2 * _MARGIN) / max(1e-6, (max(xs) - min(xs)) * squeeze),
        (HEIGHT - 2 * _MARGIN) / max(1e-6, max(ys) - min(ys)),
    )
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    def place(x: float, y: float) -> tuple[float, float]:
        return WIDTH / 2 + (x - middle_x) * squeeze * scale, HEIGHT / 2 - (y - middle_y) * scale

    step = max(1, sum(map(len, near)) // _MAX_POINTS)
    path = "".join(_path(ring[::step] if len(ring) > 12 else ring, place) for ring in near)
    dot_x, dot_y = place(longitude, latitude)
    return (
        f'<svg class="inset" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true">'
        f'<path class="inset-land" fill-rule="evenodd" d="{path}"/>'
        f'<circle class="inset-ring" cx="{dot_x:.1f}" cy="{dot_y:.1f}" r="11"/>'
        f'<circle class="inset-dot" cx="{dot_x:.1f}" cy="{dot_y:.1f}" r="4.5"/></svg>'
    )


def _distance(ring: list[list[float]], longitude: float) -> float:
    xs = [point[0] for point in ring]
    return max(0.0, min(xs) - longitude, longitude - max(xs))


def _path(ring: list[list[float]], place: Callable[[float, float], tuple[float, float]]) -> str:
    points = " ".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in ring))
    return f"M{points}Z" if points else ""
