"""All names of places in two look-up tables: by first word, and by first Chinese character."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .countries import countries
from .tables import Row, split_list, table
from .words import HAN, folded_words


@dataclass(frozen=True, slots=True)
class Place:
    """One place that text can name. ``city`` is None for a country.

    ``region``: the English name of its state or province, where equal names are told apart by it.
    ``rank`` among places of the same name: below 0 the likeliest, 0 usual, 1 another that is as
    likely meant, ``RARE`` only meant when its country or region stands beside it.
    """

    country: str
    city: str | None
    kind: str
    lat: float | None = None
    lon: float | None = None
    in_jakarta: bool = False
    also_elsewhere: bool = False
    region: str = ""
    rank: int = 0


@dataclass(slots=True)
class PlaceIndex:
    """``latin``: first word → (words, places), longest first. ``han``: first character → (name, places)."""

    latin: dict[str, list[tuple[tuple[str, ...], list[Place]]]]
    han: dict[str, list[tuple[str, list[Place]]]]


RARE = 2
_RANKS = {"first": -1, "shared": 1, "rare": RARE}

# Names that no table has, most of them shared: the likeliest country comes first.
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
    "sg": ("SG",),
    "tw": ("TW",),
    "hkg": ("HK",),
    "澳門": ("MO",),
    "乔治亚": ("GE",),
    "喬治亞": ("GE",),
    "georgie": ("GE",),
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


def _homonym(row: Row) -> tuple[Place, list[str]]:
    place = Place(
        row["iso2"],
        row["name_en"],
        row["kind"],
        float(row["lat"]),
        float(row["lon"]),
        region=row["region"],
        rank=_RANKS[row["rank"]],
    )
    return place, list(split_list(row["names"]))


def _all_places() -> list[tuple[Place, list[str]]]:
    found = [(Place(c.iso2, None, "country"), list(c.all_names)) for c in countries().values()]
    found += [_city(row) for row in table("cities")]
    found += [_area(row) for row in table("jakarta_areas")]
    for name, codes in _SHARED.items():
        found += [(Place(code, None, "country"), [name]) for code in codes]
    found += [_homonym(row) for row in table("homonyms")]
    return found


def _add(names: dict, key: object, place: Place) -> None:
    """Add a place to those of a name; the same place again only adds its region and rank."""
    places = names.setdefault(key, [])
    for position, known in enumerate(places):
        same_name = (known.country, known.city) == (place.country, place.city)
        if same_name and known.region in ("", place.region):
            places[position] = replace(known, region=place.region, rank=place.rank or known.rank)
            return
    places.append(place)


def _ranked(names: dict) -> Iterator[tuple]:
    """Names with their places, the likeliest first; a name that only rare places have is none."""
    for name, places in names.items():
        if any(place.rank < RARE for place in places):
            yield name, sorted(places, key=lambda place: place.rank)


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
    for words, places in _ranked(latin_names):
        index.latin.setdefault(words[0], []).append((words, places))
    for name, places in _ranked(han_names):
        index.han.setdefault(name[0], []).append((name, places))
    for by_word in index.latin.values():
        by_word.sort(key=lambda entry: -len(entry[0]))
    for by_character in index.han.values():
        by_character.sort(key=lambda entry: -len(entry[0]))
    return index
