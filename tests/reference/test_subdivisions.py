import json

import pytest

from bot.reference.countries import is_country
from bot.reference.geo import country_at
from bot.reference.subdivisions import subdivision_at, subdivisions
from bot.reference.tables import DATA_DIR, table


def test_every_row_has_a_country_and_four_names() -> None:
    for (country, key), part in subdivisions().items():
        assert is_country(country), key
        assert all(part.names.values()), key
        assert part.traditional_name, key
        assert part.code in ("", key)
        assert part.code == "" or part.code.startswith(f"{country}-")


def test_indonesia_has_its_thirty_eight_provinces() -> None:
    assert len([key for country, key in subdivisions() if country == "ID"]) == 38


def test_every_outline_belongs_to_a_row() -> None:
    shapes = json.loads((DATA_DIR / "subdivisions.json").read_text(encoding="utf-8"))
    assert {(shape["iso2"], shape["id"]) for shape in shapes} <= set(subdivisions())


def test_capitals_of_provinces_lie_in_them() -> None:
    wrong = []
    by_name = {part.names["en"]: part.code for part in subdivisions().values() if part.country == "ID"}
    for row in table("cities"):
        if row["iso2"] == "ID" and row["kind"] == "area" and row["source"].startswith("coordinates of"):
            found = subdivision_at(float(row["lat"]), float(row["lon"]), "ID")
            if row["name_en"] in by_name and found.code != by_name[row["name_en"]]:
                wrong.append((row["name_en"], found.code))
    # Pekanbaru, Bandung and the others that stand for a whole province; Jakarta has an outline of its own.
    assert wrong == []


@pytest.mark.parametrize("country", ["HK", "MO", "VA", "ZZ", ""])
def test_countries_without_parts(country: str) -> None:
    assert subdivision_at(22.3, 114.17, country) is None


def test_coastal_waters_belong_to_the_nearest_part() -> None:
    assert country_at(-8.72, 115.47) == "ID"
    assert subdivision_at(-8.72, 115.47, "ID").code == "ID-BA"


def test_a_position_far_from_all_outlines_has_no_part() -> None:
    assert subdivision_at(0.0, -150.0, "ID") is None
