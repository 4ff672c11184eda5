"""Which of several missions in a country answers for a position in it, and which is the nearest.

The nearest by distance may lie across a border or belong to another district: it can help in an
emergency, the responsible one issues papers. Districts are read from the accreditation texts.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from .geometry import distance_km, position_of
from .missions import Mission, foreign_missions, indonesian_missions, is_consular, missions_for
from .place_at import place_at
from .tables import normal_iso2, table

_HOME = "ID"


@dataclass(frozen=True, slots=True)
class NearMission:
    """A mission near a position; ``mission.distance_km`` is set.

    ``responsible``: True when it answers for this position, False when another one does (or none:
    at home), None when it is not known.
    """

    mission: Mission
    responsible: bool | None


@lru_cache(maxsize=1)
def _areas() -> dict[str, frozenset[str]]:
    """Name of a mission → ISO 3166-2 codes of its district; missions without rows have no own one."""
    found: dict[str, set[str]] = {}
    for row in table("mission_areas"):
        found.setdefault(row["mission"], set()).add(row["subdivision"])
    return {name: frozenset(codes) for name, codes in found.items()}


def responsible_missions(nationality: object, position: object) -> list[Mission] | None:
    """The missions that answer for a nationality at a position, the nearest first.

    More than one when districts overlap or are not known. An empty list: none does. None: the
    position is in no country, or not one at all.
    """
    spot = position_of(position)
    place = place_at(*spot) if spot else None
    if place is None or place.country is None:
        return None
    found = missions_for(normal_iso2(nationality), place.country, spot)
    code = place.subdivision.code if place.subdivision else ""
    if len(found) < 2 or not code or not any(m.name in _areas() for m in found):
        return found
    in_charge = [m for m in found if code in _areas().get(m.name, ())]
    if not in_charge:
        # The embassy answers for what no consulate does.
        return [m for m in found if m.name not in _areas()]
    # Where two districts share a state, the text divides it by town: the nearer one.
    return in_charge[:1]


def nearest_missions(nationality: object, position: object, limit: int = 3) -> list[NearMission]:
    """Up to ``limit`` missions of a nationality by distance, across borders; empty for bad input.

    Only missions with known coordinates; those of other nations are known in Indonesia alone.
    """
    spot = position_of(position)
    whose = normal_iso2(nationality)
    if spot is None or not whose or isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        return []
    missions = indonesian_missions() if whose == _HOME else foreign_missions()
    measured = [
        replace(mission, distance_km=round(distance_km(*spot, mission.lat, mission.lon), 1))
        for mission in missions
        if mission.nationality == whose
        and is_consular(mission)
        and mission.lat is not None
        and mission.lon is not None
    ]
    measured.sort(key=lambda mission: mission.distance_km or 0.0)
    in_charge = responsible_missions(whose, spot)
    return [NearMission(mission, _answers(mission, in_charge)) for mission in measured[:limit]]


def _answers(mission: Mission, in_charge: list[Mission] | None) -> bool | None:
    if in_charge is None:
        return None
    if mission.name not in {other.name for other in in_charge}:
        return False
    # Several without known districts: it is one of them, but not known which.
    return True if len(in_charge) == 1 else None
