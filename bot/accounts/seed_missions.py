"""Contacts for all missions of the reference data: desks that nobody has staffed here.

Indonesian missions abroad, foreign ones in Indonesia, and the partner city. Missions to organisations
help no citizens and are left out. Codes follow from names and places, so that they stay the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from itertools import combinations, islice, product
from typing import Any

from bot.reference.clocks import zone_of
from bot.reference.countries import country_name
from bot.reference.missions import Mission, foreign_missions, indonesian_missions, is_consular
from bot.reference.tables import split_list, table

PREFIX_LETTERS = "ACEHJKPRVWXY"
"""Letters that neither sound nor look alike in our languages: those of the case codes."""
_NEVER = frozenset(("APE", "CRY", "HEX", "JAP", "KKK", "PAY", "RAP", "WAR", "XXX"))
_FROM_NAME = 40
"""So many prefixes are tried that can be heard in the name, before any other."""
# Names under which a consulate's city is known in the position data.
_ALSO_CALLED = {"Bali": ("Bali", "Denpasar"), "Denpasar": ("Denpasar", "Bali")}
PARTNER_CITY: dict[str, Any] = {
    "code": "beijing-city",
    "name": "Beijing (partner city)",
    "kind": "partner",
    "coverage": {
        "countries": ["CN"],
        "cities": ["Beijing"],
        "timezone": "Asia/Shanghai",
        "position": [39.9042, 116.4074],
    },
    "contact": {"source": "Jakarta and Beijing, meeting of 19 November 2019; no number confirmed yet"},
}


def mission_of(code: str) -> Mission | None:
    """Return the mission of the reference data behind a desk's code, with the corrections in force."""
    return _missions().get(code)


def contacts(known: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """Return the values, all but the prefix, of every contact whose code is not known, by code."""
    found = {code: _values(code, mission) for code, mission in _missions().items() if code not in known}
    if PARTNER_CITY["code"] not in known:
        found[PARTNER_CITY["code"]] = {"languages": [], **PARTNER_CITY}
    return found


def embassy_above(code: str, coverage: dict[str, Any]) -> str | None:
    """Return the code of the embassy that a consulate belongs to; None for embassies and for foreign ones."""
    if not code.startswith(("kjri-", "kri-")):
        return None
    country = coverage["countries"][0]
    return next(
        (
            other
            for other, mission in _missions().items()
            if mission.nationality == "ID" and mission.type == "embassy" and mission.country == country
        ),
        None,
    )


def free_prefix(code: str, name: str, taken: Collection[str]) -> str:
    """Return three letters without look-alikes that no other desk has, heard in the name where possible."""
    for letters in _prefixes(code, name):
        if letters not in taken and letters not in _NEVER and len(set(letters)) > 1:
            return letters
    raise LookupError("All prefixes of three letters are taken.")


def _prefixes(code: str, name: str) -> Iterator[str]:
    heard = [letter for letter in _plain(name).upper() if letter in PREFIX_LETTERS]
    yield from ("".join(letters) for letters in islice(combinations(heard, 3), _FROM_NAME))
    everything = ["".join(letters) for letters in product(PREFIX_LETTERS, repeat=3)]
    start = int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % len(everything)
    yield from everything[start:] + everything[:start]


def _missions() -> dict[str, Mission]:
    ours = {_slug(m.name): m for m in indonesian_missions() if is_consular(m)}
    theirs = {f"mission-{m.nationality.lower()}-{_slug(m.city)}": m for m in foreign_missions()}
    return {**ours, **theirs}


def _values(code: str, mission: Mission) -> dict[str, Any]:
    ours = mission.nationality == "ID"
    name = mission.name if ours or mission.city == "Jakarta" else f"{mission.name}, {mission.city}"
    return {
        "code": code,
        "name": name[:120],
        "kind": "mission",
        "languages": ["id", "en"] if ours else [],
        "coverage": _coverage(mission, ours),
        "contact": contact_values(mission),
    }


def _coverage(mission: Mission, ours: bool) -> dict[str, Any]:
    also = list(_also_answers_for().get(mission.name, ())) if ours else []
    position = _position(mission)
    is_limited = not ours and mission.city != "Jakarta"
    values: dict[str, Any] = {
        "countries": [mission.country, *also],
        "accredited": also,
        "subdivisions": sorted(_districts().get(mission.name, ())) if ours else [],
        "cities": list(_ALSO_CALLED.get(mission.city, (mission.city,))) if is_limited else [],
        "nationality": mission.nationality,
        "timezone": zone_of(mission.country, position).key,
        "position": list(position) if position else [],
    }
    return {key: value for key, value in values.items() if value}


def _position(mission: Mission) -> tuple[float, float] | None:
    """Return where a mission is; where its own position is not known, where its city is."""
    if mission.lat is not None and mission.lon is not None:
        return mission.lat, mission.lon
    for row in table("cities"):
        if row["iso2"] == mission.country and row["name_en"] == mission.city:
            return float(row["lat"]), float(row["lon"])
    return None


def contact_values(mission: Mission) -> dict[str, str]:
    """Return what a desk keeps of its mission; ``contacts.contact_of`` tells what is in force now."""
    values = {
        "phone": "; ".join(mission.phones),
        "hotline": "; ".join(line.number for line in mission.hotlines),
        "email": mission.email,
        "website": mission.website,
        "address": mission.address,
        "source": mission.source,
        "stated": mission.stated,
    }
    return {key: value for key, value in values.items() if value}


def heard_name(code: str, values: dict[str, Any]) -> str:
    """Return the name that a prefix is taken from: the city of ours, the country of others."""
    mission = mission_of(code)
    if mission is None or mission.nationality == "ID":
        return str(values["name"]).split(" ", 1)[-1]
    return country_name(mission.nationality, "en")


def _districts() -> dict[str, list[str]]:
    """Name of a mission → ISO 3166-2 codes of its district; missions without rows answer for all the rest."""
    found: dict[str, list[str]] = {}
    for row in table("mission_areas"):
        found.setdefault(row["mission"], []).append(row["subdivision"])
    return found


def _also_answers_for() -> dict[str, tuple[str, ...]]:
    return {row["name_id"]: split_list(row["covers_iso2"]) for row in table("indonesian_missions")}


@cache
def _slug(text: str) -> str:
    """``KBRI Den Haag`` → ``kbri-denhaag``: the kind of mission, then its place in one word."""
    kind, _, place = _plain(text).lower().partition(" ")
    parts = [re.sub(r"[^a-z0-9]", "", part) for part in (kind, place)]
    return "-".join(part for part in parts if part)[:40]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
