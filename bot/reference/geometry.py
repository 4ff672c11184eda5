"""Points, distances and polygons on the sphere, in degrees and kilometres."""

import math
from array import array
from collections.abc import Sequence

EARTH_RADIUS_KM = 6371.0088


def valid_position(lat: object, lon: object) -> bool:
    """True for finite numbers within ±90 and ±180 degrees."""
    for value, limit in ((lat, 90.0), (lon, 180.0)):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        # False for NaN and infinities too; integers of any size are compared as they are.
        if not -limit <= value <= limit:
            return False
    return True


def position_of(value: object) -> tuple[float, float] | None:
    """A position (lat, lon) from anything: None unless it is a pair of numbers in range."""
    if isinstance(value, (tuple, list)) and len(value) == 2 and valid_position(*value):
        return float(value[0]), float(value[1])
    return None


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine). Input in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((phi2 - phi1) / 2) ** 2
    a += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


def flat_ring(points: Sequence[Sequence[float]]) -> array:
    """A closed ring of (x, y) points as one flat array of doubles: sixteen bytes a point."""
    ring = array("d")
    for x, y in points:
        ring.append(x)
        ring.append(y)
    return ring


def in_ring(ring: array, x: float, y: float) -> bool:
    """Even-odd rule: True when a ray from the point crosses the ring an odd number of times."""
    inside = False
    xs, ys = ring[0::2], ring[1::2]
    previous_x, previous_y = xs[-1], ys[-1]
    for current_x, current_y in zip(xs, ys, strict=True):
        if (current_y > y) != (previous_y > y) and x < (
            (previous_x - current_x) * (y - current_y) / (previous_y - current_y) + current_x
        ):
            inside = not inside
        previous_x, previous_y = current_x, current_y
    return inside


def degrees_apart(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Squared distance on a flat map in square degrees of latitude: to compare, cheaper than km."""
    across = abs(lon1 - lon2)
    across = min(across, 360.0 - across) * math.cos(math.radians((lat1 + lat2) / 2))
    return (lat1 - lat2) ** 2 + across * across


def squared_distance_to_ring(ring: array, x: float, y: float) -> float:
    """Squared distance from a point to the nearest corner of a ring, in the ring's own units."""
    return min((px - x) ** 2 + (py - y) ** 2 for px, py in zip(ring[0::2], ring[1::2], strict=True))
