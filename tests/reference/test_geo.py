import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reference.countries import countries
from bot.reference.geo import country_at, distance_km, in_jakarta
from bot.reference.tables import table

BORDER_POINTS = [
    ("Tawau", 4.2498, 117.8871, "MY"),
    ("Nunukan", 4.1357, 117.6667, "ID"),
    ("Johor Bahru", 1.4655, 103.7578, "MY"),
    ("Woodlands", 1.436, 103.786, "SG"),
    ("Hong Kong", 22.2783, 114.1747, "HK"),
    ("Lo Wu", 22.525, 114.113, "HK"),
    ("Shenzhen Futian", 22.5431, 114.0579, "CN"),
    ("Macao", 22.19, 113.54, "MO"),
    ("Zhuhai", 22.27, 113.576, "CN"),
    ("Myawaddy", 16.69, 98.509, "MM"),
    ("Mae Sot", 16.713, 98.574, "TH"),
    ("Geneva", 46.2044, 6.1432, "CH"),
    ("Annemasse", 46.193, 6.234, "FR"),
    ("Poipet", 13.657, 102.563, "KH"),
    ("Aranyaprathet", 13.693, 102.506, "TH"),
    ("Batam", 1.13, 104.053, "ID"),
    ("Singapore", 1.3521, 103.8198, "SG"),
    ("Dili", -8.5569, 125.5603, "TL"),
    ("Kupang", -10.17, 123.607, "ID"),
    ("Atambua", -9.106, 124.892, "ID"),
    ("Oecusse", -9.2, 124.36, "TL"),
    ("Jayapura", -2.54, 140.7, "ID"),
    ("Vanimo", -2.68, 141.3, "PG"),
    ("Entikong", 0.95, 110.35, "ID"),
    ("Sebatik south", 4.1, 117.85, "ID"),
    ("Vatican", 41.9029, 12.4534, "VA"),
    ("Noumea", -22.27, 166.45, "NC"),
    ("Taipei", 25.03, 121.56, "TW"),
    ("Paris", 48.85, 2.35, "FR"),
    ("Honolulu", 21.3, -157.8, "US"),
    ("Gaza", 31.5, 34.46, "PS"),
    ("Maseru", -29.31, 27.48, "LS"),
]


@pytest.mark.parametrize(("name", "lat", "lon", "iso2"), BORDER_POINTS)
def test_country_on_either_side_of_borders(name: str, lat: float, lon: float, iso2: str) -> None:
    assert country_at(lat, lon) == iso2


@pytest.mark.parametrize(("lat", "lon"), [(-35.0, -20.0), (45.0, -160.0), (-50.0, 90.0)])
def test_the_open_sea_is_no_country(lat: float, lon: float) -> None:
    assert country_at(lat, lon) is None


@pytest.mark.parametrize(
    "bad",
    [(math.nan, 0.0), (math.inf, 0.0), (91.0, 0.0), (0.0, 181.0), (None, 0.0), ("1", "2"), (True, False)],
)
def test_bad_positions_are_nowhere(bad: tuple) -> None:
    assert country_at(*bad) is None
    assert in_jakarta(*bad) is False


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_position_gives_a_known_code_or_none(lat: float, lon: float) -> None:
    code = country_at(lat, lon)
    assert code is None or code in countries()
    if in_jakarta(lat, lon):
        assert code in ("ID", None)


@pytest.mark.parametrize(
    ("name", "lat", "lon", "inside"),
    [
        ("Monas", -6.1754, 106.8272, True),
        ("Kalideres terminal", -6.1545, 106.7055, True),
        ("Lebak Bulus", -6.300, 106.778, True),
        ("Cibubur junction", -6.368, 106.893, True),
        ("Pondok Kopi", -6.225, 106.942, True),
        ("Pulau Pramuka", -5.745, 106.613, True),
        ("Halim", -6.267, 106.891, True),
        ("Tanjung Priok", -6.105, 106.884, True),
        ("Bekasi station", -6.236, 107.0, False),
        ("Bekasi square", -6.25, 106.99, False),
        ("Tangerang", -6.178, 106.63, False),
        ("Soekarno-Hatta", -6.1256, 106.656, False),
        ("Serpong", -6.317, 106.664, False),
        ("Depok", -6.4, 106.8186, False),
        ("Ciputat", -6.31, 106.745, False),
        ("Pondok Gede", -6.285, 106.925, False),
        ("Bogor", -6.595, 106.8, False),
        ("Tanjung Kait", -6.02, 106.52, False),
    ],
)
def test_jakarta_and_its_neighbours(name: str, lat: float, lon: float, inside: bool) -> None:
    assert in_jakarta(lat, lon) is inside


def test_every_hospital_of_the_city_register_and_every_embassy_is_in_jakarta() -> None:
    outside = [
        row["name"]
        for row in table("jakarta_places")
        if row["lat"]
        and row["category"].startswith("hospital")
        and not in_jakarta(float(row["lat"]), float(row["lon"]))
    ]
    outside += [
        row["name"]
        for row in table("embassies_jakarta")
        if row["lat"] and row["city"] == "Jakarta" and not in_jakarta(float(row["lat"]), float(row["lon"]))
    ]
    assert outside == []


def test_distance() -> None:
    assert distance_km(-6.2, 106.8, -6.2, 106.8) == 0
    assert distance_km(-6.2146, 106.8451, 39.9075, 116.3972) == pytest.approx(5220, rel=0.01)
    assert distance_km(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)
