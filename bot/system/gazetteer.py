"""The names of the reference data as the entity finder wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.nlu.entities_gazetteer import CONSULATE, EMBASSY, Gazetteer, MissionName, PlaceName
from bot.reference.countries import countries
from bot.reference.missions import Mission, foreign_missions, indonesian_missions
from bot.reference.place_context import common_words
from bot.reference.tables import Row, split_list, table
from bot.reference.words import HAN, folded_words

_NAME_COLUMNS = ("name_en", "name_id", "name_fr", "name_zh", "name_zh_hant")
_HOME = "ID"
_INTERNATIONAL = "permanent_mission"

# What people write in chats and no table needs to know.
_CHAT_NAMES = {"SG": ("sg",), "SA": ("沙烏地",), "TW": ("tw",), "HK": ("hkg",), "MY": ("msia",), "MU": ("Île Maurice",)}

# Names that are also other words, beside those that the reference data list: folded name, how much it needs.
_GUARDS = {
    **dict.fromkeys(("sg", "tw", "uk", "woodlands", "wellington", "grenade", "bangka", "komodo", "xian"), "guard"),
    **dict.fromkeys(("sofia", "florence", "nancy", "victoria", "lourdes", "maurice", "salvador"), "person"),
    **dict.fromkeys(("dominique", "santiago"), "person"),
    **dict.fromkeys(("eau", "diy", "nad", "ntt", "ntb"), "upper"),
    **dict.fromkeys(("mina", "mali", "aussie", "riad", "inde", "bima", "ende"), "guard"),
    **dict.fromkeys(("batu", "lima", "bar", "goa", "bursa", "serang", "setiabudi"), "noun"),
    **dict.fromkeys(("la reunion", "le cap"), "strict"),
    **dict.fromkeys(("雪梨", "大田", "开云", "開雲"), "guard"),
}


def gazetteer() -> Gazetteer:
    """Return countries, cities, demonyms and missions of the reference data, under every name they have there."""
    return Gazetteer(tuple(_places()), tuple(_missions()))


def _places() -> Iterator[PlaceName]:
    for country in countries().values():
        names = (*country.all_names, *_CHAT_NAMES.get(country.iso2, ()))
        yield from _named(names, "country", country.iso2, country.names["en"])
    for city in table("cities"):
        yield from _city(city, [city[column] for column in _NAME_COLUMNS])
    for area in table("jakarta_areas"):
        if area["kind"] == "city":
            yield from _city(area | {"iso2": _HOME, "name_en": area["name"]}, [area["name"], area["name_zh"]])
    for country in countries().values():
        yield from _named(country.demonyms, "demonym", country.iso2, country.names["en"])


def _city(row: Row, names: list[str]) -> Iterator[PlaceName]:
    listed = (*names, row["name_zh_hant"], *split_list(row["aliases"]))
    position = (float(row["lat"]), float(row["lon"]))
    yield from _named(listed, "city", row["iso2"], row["name_en"], *position)


def _named(
    names: Iterable[str],
    kind: str,
    iso2: str,
    canonical: str,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Iterator[PlaceName]:
    for name in dict.fromkeys(filter(None, names)):
        yield PlaceName(name, kind, iso2, canonical, latitude, longitude, _guard(name))


def _guard(name: str) -> str:
    if HAN.search(name):
        return _GUARDS.get(name, "")
    words = " ".join(folded_words(name))
    return _GUARDS.get(words) or common_words().get(words, "")


def _missions() -> Iterator[MissionName]:
    for mission in indonesian_missions():
        if mission.type != _INTERNATIONAL:
            yield _mission(mission, mission.name, mission.type)
    for mission in foreign_missions():
        # Their type is told from the city; the name says more exactly what they are.
        kind = EMBASSY if mission.city == "Jakarta" else mission.type
        kind = CONSULATE if mission.name.startswith("Consulate of") else kind
        yield _mission(mission, f"{mission.name}, {mission.city}", kind)


def _mission(mission: Mission, name: str, kind: str) -> MissionName:
    # "Taipei (KDEI)" and "Rome (accredited to the Holy See)": the city stands before the brackets.
    city = mission.city.split(" (")[0]
    return MissionName(name, mission.nationality, kind, city, mission.country, mission.lat, mission.lon)
