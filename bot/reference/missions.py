"""Embassies and consulates: which serve a nationality where, nearest first."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from .country_numbers import dial_string
from .dates import is_old
from .geometry import distance_km, position_of
from .home_lines import ministry_hotline
from .number_types import CONFLICTING, ONE_SOURCE, NumberLine
from .tables import Row, normal_iso2, split_list, table

# Missions to international organisations give no consular help.
_NOT_CONSULAR = frozenset({"permanent_mission"})
_TYPE_ORDER = {"embassy": 0, "trade_office": 0, "consulate_general": 1, "consulate": 2}


@dataclass(frozen=True, slots=True)
class Mission:
    """One mission. ``country`` is where it works for, ``nationality`` whose it is.

    ``accredited``: it answers for the asked country from another one. ``coord_level`` is
    ``building`` or ``city``; lat and lon are None when no source has them.
    """

    name: str
    name_en: str
    type: str
    nationality: str
    country: str
    city: str
    address: str
    phones: tuple[str, ...]
    hotlines: tuple[NumberLine, ...]
    email: str
    website: str
    lat: float | None
    lon: float | None
    coord_level: str
    accreditation: str
    source: str
    stated: str
    confidence: str
    note: str
    accredited: bool = False
    distance_km: float | None = None

    def numbers_to_show(self, today: date | None = None) -> list[NumberLine]:
        """At most two numbers: the best hotline or phone, and the ministry beside a doubtful one."""
        lines = sorted(self.hotlines, key=lambda line: (line.needs_company, is_old(line.stated, today)))
        if not lines:
            lines = [_phone_line(self, number) for number in self.phones[:1]]
        ministry = ministry_hotline(self.nationality)
        if not lines:
            return [ministry] if ministry else []
        best = lines[0]
        if (best.needs_company or is_old(best.stated, today)) and ministry:
            return [best, ministry]
        return lines[:2]


def _phone_line(mission: Mission, number: str) -> NumberLine:
    return NumberLine(
        "phone",
        number,
        dial_string(number),
        mission.country,
        mission.confidence,
        mission.stated,
        mission.source,
    )


def _coordinate(value: str) -> float | None:
    return float(value) if value else None


def _indonesian(row: Row) -> Mission:
    numbers = split_list(row["hotline"])
    dials, confidences = split_list(row["hotline_e164"]), split_list(row["hotline_number_confidence"])
    hotlines = tuple(
        NumberLine("hotline", number, dial, row["country_iso2"], confidence, stated, row["source"])
        for number, dial, confidence, stated in zip(
            numbers, dials, confidences, split_list(row["hotline_stated"]), strict=True
        )
    )
    return Mission(
        name=row["name_id"],
        name_en=row["name_en"],
        type=row["type"],
        nationality="ID",
        country=row["country_iso2"],
        city=row["city"],
        address=row["address"],
        phones=split_list(row["office_phone"]),
        hotlines=hotlines,
        email=row["email"],
        website=row["website"],
        lat=_coordinate(row["lat"]),
        lon=_coordinate(row["lon"]),
        coord_level=row["coord_level"],
        accreditation=row["accreditation"],
        source=row["source"],
        stated=row["stated"],
        confidence=row["confidence"],
        note=row["note"],
    )


def _foreign(row: Row) -> Mission:
    urgent = tuple(
        NumberLine(
            "hotline",
            number,
            dial_string(number),
            "ID",
            row["emergency_confidence"] or ONE_SOURCE,
            row["stated"],
            row["source"],
        )
        for number in split_list(row["emergency_phone"])
    )
    kind = "embassy" if row["city"] == "Jakarta" else "consulate_general"
    return Mission(
        name=row["name"],
        name_en=row["name"],
        type=kind,
        nationality=row["country_iso2"],
        country="ID",
        city=row["city"],
        address=row["address"],
        phones=split_list(row["phone"]),
        hotlines=urgent,
        email=row["email"],
        website=row["website"],
        lat=_coordinate(row["lat"]),
        lon=_coordinate(row["lon"]),
        coord_level="building" if row["lat"] else "",
        accreditation="",
        source=row["source"],
        stated=row["stated"],
        confidence=row["confidence"],
        note=row["note"],
    )


@lru_cache(maxsize=1)
def indonesian_missions() -> tuple[Mission, ...]:
    """All Indonesian missions abroad, those to organisations included."""
    return tuple(_indonesian(row) for row in table("indonesian_missions"))


@lru_cache(maxsize=1)
def foreign_missions() -> tuple[Mission, ...]:
    """Foreign embassies and consulates in Indonesia."""
    return tuple(_foreign(row) for row in table("embassies_jakarta"))


@lru_cache(maxsize=1)
def _accredited() -> dict[str, tuple[str, ...]]:
    """Country → names of the missions in other countries that answer for it."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("indonesian_missions"):
        for code in split_list(row["covers_iso2"]):
            found[code] = (*found.get(code, ()), row["name_id"])
    return found


def missions_for(
    nationality: str, country: str, position: tuple[float, float] | None = None
) -> list[Mission]:
    """Missions that serve a nationality in a country; the nearest first when a position is given.

    Indonesians get their missions there, or the accredited one in another country. Others get
    theirs in Indonesia. An empty list means that no row is known: then the ministry's line.
    ``position`` is (lat, lon) in degrees; anything else counts as none. Which of several answers for
    the very place, and which is the nearest across borders: see ``mission_areas``.
    """
    whose, where = normal_iso2(nationality), normal_iso2(country)
    if whose == "ID":
        found = [m for m in indonesian_missions() if m.country == where and is_consular(m)]
        if not found:
            names = _accredited().get(where, ())
            found = [replace(m, accredited=True) for m in indonesian_missions() if m.name in names]
        if where == "ID":
            found = []
    elif where == "ID":
        found = [mission for mission in foreign_missions() if mission.nationality == whose]
    else:
        found = []
    if spot := position_of(position):
        found = [_with_distance(mission, spot) for mission in found]
        return sorted(found, key=lambda m: (m.distance_km is None, m.distance_km or 0.0))
    return sorted(found, key=lambda m: (_TYPE_ORDER.get(m.type, 3), m.name))


def is_consular(mission: Mission) -> bool:
    """False for missions to organisations: they help no citizens."""
    return mission.type not in _NOT_CONSULAR


def _with_distance(mission: Mission, position: tuple[float, float]) -> Mission:
    if mission.lat is None or mission.lon is None:
        return mission
    return replace(mission, distance_km=round(distance_km(*position, mission.lat, mission.lon), 1))


def is_doubtful(mission: Mission) -> bool:
    """True when the sources of a mission or of its hotline differ."""
    return mission.confidence == CONFLICTING or any(h.confidence == CONFLICTING for h in mission.hotlines)
