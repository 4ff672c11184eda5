"""All names of places in two look-up tables: by first word, and by first Chinese character."""

from dataclasses import dataclass
from functools import lru_cache

from .countries import countries
from .tables import Row, split_list, table
from .words import HAN, folded_words


@dataclass(frozen=True, slots=True)
class Place:
    """One place that text can name. ``city`` is None for a country."""

    country: str
    city: str | None
    kind: str
    lat: float | None = None
    lon: float | None = None
    in_jakarta: bool = False
    also_elsewhere: bool = False


@dataclass(slots=True)
class PlaceIndex:
    """``latin``: first word → (words, places), longest first. ``han``: first character → (name, places)."""

    latin: dict[str, list[tuple[tuple[str, ...], list[Place]]]]
    han: dict[str, list[tuple[str, list[Place]]]]


# Names that several countries share: the likeliest comes first, the match is marked ambiguous.
_SHARED = {
    "congo": ("CD", "CG"),
    "kongo": ("CD", "CG"),
    "刚果": ("CD", "CG"),
    "剛果": ("CD", "CG"),
    "korea": ("KR", "KP"),
    "coree": ("KR", "KP"),
    "guinea": ("GN", "GQ", "GW", "PG"),
    "borneo": ("ID", "MY", "BN"),
    "timor": ("TL", "ID"),
    "婆罗洲": ("ID", "MY", "BN"),
    "婆羅洲": ("ID", "MY", "BN"),
    "帝汶": ("TL", "ID"),
    "guyane": ("GF", "GY"),
    "arab": ("SA", "AE"),
    "georgia": ("GE", "US"),
}


def _city(row: Row) -> tuple[Place, list[str]]:
    place = Place(
        row["iso2"],
        row["name_en"],
        row["kind"],
        float(row["lat"]),
        float(row["lon"]),
        in_jakarta=row["name_en"] == "Jakarta",
    )
    names = [row[key] for key in ("name_en", "name_id", "name_fr", "name_zh", "name_zh_hant")]
    return place, [*names, *split_list(row["aliases"])]


def _area(row: Row) -> tuple[Place, list[str]]:
    place = Place(
        "ID",
        "Jakarta",
        row["kind"],
        float(row["lat"]),
        float(row["lon"]),
        in_jakarta=True,
        also_elsewhere=row["also_elsewhere"] == "yes",
    )
    return place, [row["name"], row["name_zh"], row["name_zh_hant"], *split_list(row["aliases"])]


def _all_places() -> list[tuple[Place, list[str]]]:
    found = [(Place(c.iso2, None, "country"), list(c.all_names)) for c in countries().values()]
    found += [_city(row) for row in table("cities")]
    found += [_area(row) for row in table("jakarta_areas")]
    for name, codes in _SHARED.items():
        found += [(Place(code, None, "country"), [name]) for code in codes]
    return found


def _add(names: dict, key: object, place: Place) -> None:
    places = names.setdefault(key, [])
    if all((p.country, p.city) != (place.country, place.city) for p in places):
        places.append(place)


@lru_cache(maxsize=1)
def place_index() -> PlaceIndex:
    """The index, built once."""
    latin_names: dict[tuple[str, ...], list[Place]] = {}
    han_names: dict[str, list[Place]] = {}
    for place, names in _all_places():
        for name in names:
            if HAN.search(name):
                _add(han_names, name, place)
            elif words := folded_words(name):
                _add(latin_names, words, place)
    index = PlaceIndex({}, {})
    for words, places in latin_names.items():
        index.latin.setdefault(words[0], []).append((words, places))
    for name, places in han_names.items():
        index.han.setdefault(name[0], []).append((name, places))
    for by_word in index.latin.values():
        by_word.sort(key=lambda entry: -len(entry[0]))
    for by_character in index.han.values():
        by_character.sort(key=lambda entry: -len(entry[0]))
    return index
