import csv

from bot.reference.geo import country_at
from bot.reference.tables import DATA_DIR, table
from bot.reference.towns import nearest_town

# Disputed or drawn by the sources on different sides; the service follows borders.json.
DISPUTED = {("PS", "Gaza"), ("PS", "West Bank")}


def test_every_town_and_city_lies_in_its_country() -> None:
    with open(DATA_DIR / "towns.csv", encoding="utf-8", newline="") as handle:
        rows = [*csv.DictReader(handle), *(row for row in table("cities") if row["kind"] == "city")]
    outside = [
        (row["iso2"], row["name_en"])
        for row in rows
        if country_at(float(row["lat"]), float(row["lon"])) != row["iso2"]
        and (row["iso2"], row["name_en"]) not in DISPUTED
    ]
    assert len(rows) > 15000
    assert outside == []


def test_a_town_is_nearest_to_itself() -> None:
    town, distance = nearest_town(-8.4964, 119.8877, "ID")
    assert (town.names["en"], distance) == ("Labuan Bajo", 0.0)


def test_the_nearest_across_the_date_line() -> None:
    town, distance = nearest_town(-16.8, -179.99, "FJ")
    assert distance < 100
    assert town.country == "FJ"


def test_far_from_everything_there_is_no_town() -> None:
    assert nearest_town(-80.0, 0.0, "ID") is None
    assert nearest_town(0.0, 0.0, "ZZ") is None
