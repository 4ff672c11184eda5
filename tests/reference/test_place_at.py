import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reference.countries import countries
from bot.reference.geo import country_at
from bot.reference.place_at import PlaceAt, place_at

BORDERS = [
    ("Tawau", 4.2498, 117.8871, "MY", "MY-12", "Tawau"),
    ("Nunukan", 4.1357, 117.6667, "ID", "ID-KU", "Nunukan"),
    ("Johor Bahru", 1.4655, 103.7578, "MY", "MY-01", "Johor Bahru"),
    ("Woodlands", 1.436, 103.786, "SG", "SG-03", "Woodlands"),
    ("Lo Wu", 22.525, 114.113, "HK", None, "Fanling"),
    ("Shenzhen", 22.5431, 114.0579, "CN", "CN-GD", "Shenzhen"),
    ("Myawaddy", 16.69, 98.509, "MM", "MM-13", "Myawaddy"),
    ("Mae Sot", 16.713, 98.574, "TH", "TH-63", "Mae Sot"),
    ("Geneva", 46.2044, 6.1432, "CH", "CH-GE", "Geneva"),
    ("Annemasse", 46.193, 6.234, "FR", "FR-ARA", "Annemasse"),
    ("Poipet", 13.657, 102.563, "KH", "KH-1", "Poipet"),
    ("Aranyaprathet", 13.693, 102.506, "TH", "TH-27", "Aranyaprathet"),
    ("Macao", 22.19, 113.54, "MO", None, "Macao"),
    ("Zhuhai", 22.27, 113.576, "CN", "CN-GD", "Zhuhai"),
    ("Batam", 1.13, 104.053, "ID", "ID-KR", "Batam"),
    ("Singapore", 1.29, 103.85, "SG", "SG-01", "Singapore"),
]


@pytest.mark.parametrize(("name", "lat", "lon", "country", "code", "city"), BORDERS)
def test_either_side_of_a_border(
    name: str, lat: float, lon: float, country: str, code: str | None, city: str
) -> None:
    place = place_at(lat, lon)
    assert place.country == country
    assert (place.subdivision.code if place.subdivision else None) == code
    assert place.city.names["en"] == city
    assert place.city_km < 10


@pytest.mark.parametrize(
    ("name", "lat", "lon", "code"),
    [
        ("Banda Aceh", 5.55, 95.32, "ID-AC"),
        ("Medan", 3.59, 98.67, "ID-SU"),
        ("Batam", 1.13, 104.05, "ID-KR"),
        ("Natuna", 3.95, 108.38, "ID-KR"),
        ("Monas", -6.1754, 106.8272, "ID-JK"),
        ("Pulau Pramuka", -5.745, 106.613, "ID-JK"),
        ("Bekasi", -6.24, 107.0, "ID-JB"),
        ("Soekarno-Hatta", -6.1256, 106.656, "ID-BT"),
        ("Yogyakarta", -7.8, 110.36, "ID-YO"),
        ("Surabaya", -7.25, 112.75, "ID-JI"),
        ("Ubud", -8.507, 115.263, "ID-BA"),
        ("Gili Trawangan", -8.35, 116.04, "ID-NB"),
        ("Labuan Bajo", -8.49, 119.88, "ID-NT"),
        ("Pontianak", -0.03, 109.33, "ID-KB"),
        ("Nusantara", -0.97, 116.71, "ID-KI"),
        ("Tanjung Redeb", 2.15, 117.49, "ID-KI"),
        ("Malinau", 3.58, 116.63, "ID-KU"),
        ("Manado", 1.48, 124.85, "ID-SA"),
        ("Makassar", -5.14, 119.43, "ID-SN"),
        ("Ambon", -3.7, 128.18, "ID-MA"),
        ("Ternate", 0.79, 127.38, "ID-MU"),
        ("Jayapura", -2.54, 140.7, "ID-PA"),
        ("Manokwari", -0.86, 134.06, "ID-PB"),
        ("Raja Ampat", -0.55, 130.68, "ID-PD"),
        ("Merauke", -8.5, 140.4, "ID-PS"),
        ("Timika", -4.55, 136.88, "ID-PT"),
        ("Wamena", -4.09, 138.94, "ID-PE"),
    ],
)
def test_provinces_of_indonesia(name: str, lat: float, lon: float, code: str) -> None:
    place = place_at(lat, lon)
    assert place.country == "ID"
    assert place.subdivision.code == code
    assert place.in_jakarta is (code == "ID-JK")


def test_names_in_four_languages_and_both_scripts() -> None:
    place = place_at(-8.7, 115.17)
    assert [place.subdivision.name(language) for language in ("en", "id", "fr")] == ["Bali"] * 3
    assert (place.subdivision.name("zh"), place.subdivision.name("zh", "Hant")) == ("巴厘岛", "巴厘島")
    makkah = place_at(21.4225, 39.8262).city
    names = [makkah.name(language) for language in ("en", "id", "fr", "zh", "??")]
    assert names == ["Mecca", "Makkah", "La Mecque", "麦加", "Mecca"]
    assert makkah.name("zh", "Hant") == "麥加"


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (0, 0),
        (-35.0, -20.0),
        (45.0, -160.0),
        (math.nan, 0.0),
        (0.0, math.inf),
        (91, 0),
        (0, -181),
        ("4.2", "117.9"),
        (None, None),
        (True, False),
        ([1], {}),
        (10**400, 1),
    ],
)
def test_the_sea_and_bad_input_are_nowhere(lat: object, lon: object) -> None:
    assert place_at(lat, lon) == PlaceAt()


@settings(deadline=None, max_examples=300)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_nothing_crosses_a_border(lat: float, lon: float) -> None:
    place = place_at(lat, lon)
    assert place.country == country_at(lat, lon)
    if place.country is None:
        assert (place.subdivision, place.city, place.city_km) == (None, None, None)
        return
    assert place.country in countries()
    assert place.subdivision is None or place.subdivision.country == place.country
    if place.city is not None:
        assert place.city.country == place.country
        assert 0 <= place.city_km <= 400


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.integers())), st.floats())
def test_no_input_raises(lat: object, lon: float) -> None:
    assert isinstance(place_at(lat, lon), PlaceAt)
