import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reference.mission_areas import nearest_missions, responsible_missions
from bot.reference.missions import indonesian_missions, missions_for
from bot.reference.subdivisions import subdivisions
from bot.reference.tables import table


def near(nationality: str, lat: float, lon: float) -> list[tuple[str, bool | None]]:
    return [(n.mission.name, n.responsible) for n in nearest_missions(nationality, (lat, lon), 2)]


@pytest.mark.parametrize(
    ("where", "lat", "lon", "nearest", "responsible"),
    [
        ("Tawau", 4.2498, 117.8871, "KRI Tawau", "KRI Tawau"),
        ("Kota Kinabalu", 5.98, 116.07, "KJRI Kota Kinabalu", "KJRI Kota Kinabalu"),
        ("Kuala Lumpur", 3.13, 101.68, "KBRI Kuala Lumpur", "KBRI Kuala Lumpur"),
        ("Annemasse", 46.193, 6.234, "KBRI Bern", "KBRI Paris"),
        ("Zhuhai", 22.27, 113.576, "KJRI Hongkong", "KJRI Guangzhou"),
        ("Macao", 22.19, 113.54, "KJRI Hongkong", "KJRI Hongkong"),
        ("Mecca", 21.42, 39.82, "KJRI Jeddah", "KJRI Jeddah"),
        ("Kathmandu", 27.7, 85.3, "KBRI Dhaka", "KBRI Dhaka"),
    ],
)
def test_nearest_and_responsible(where: str, lat: float, lon: float, nearest: str, responsible: str) -> None:
    assert near("ID", lat, lon)[0] == (nearest, nearest == responsible)
    assert [mission.name for mission in responsible_missions("ID", (lat, lon))] == [responsible]


def test_at_home_the_nearest_mission_abroad_is_not_responsible() -> None:
    assert near("ID", 4.1357, 117.6667)[0] == ("KRI Tawau", False)
    assert responsible_missions("ID", (4.1357, 117.6667)) == []


def test_at_sea_nobody_is_known_to_be_responsible() -> None:
    assert [known for _, known in near("ID", 0.0, 0.0)] == [None, None]
    assert responsible_missions("ID", (0.0, 0.0)) is None


def test_visitors_in_indonesia() -> None:
    found = nearest_missions("CN", (-7.29, 112.7))
    assert found[0].mission.city == "Surabaya"
    # Districts of foreign consulates in Indonesia are not known.
    assert found[0].responsible is None
    assert nearest_missions("CN", (39.9, 116.4))[0].responsible is False


def test_every_district_names_a_mission_and_a_subdivision() -> None:
    names = {mission.name for mission in indonesian_missions()}
    codes = {part.code for part in subdivisions().values()}
    for row in table("mission_areas"):
        assert row["mission"] in names
        assert row["subdivision"] in codes


@pytest.mark.parametrize(
    "position",
    [
        None,
        5,
        "x",
        "ab",
        (1,),
        (1, 2, 3),
        (math.nan, 1),
        (1, math.inf),
        (91, 0),
        ("1", "2"),
        {},
        [None, 1],
        (True, 1),
    ],
)
def test_bad_positions(position: object) -> None:
    assert nearest_missions("ID", position) == []
    assert responsible_missions("ID", position) is None
    assert missions_for("ID", "MY", position) == missions_for("ID", "MY")


@pytest.mark.parametrize("limit", [0, -1, None, "3", 2.5, True, math.nan])
def test_bad_limits(limit: object) -> None:
    assert nearest_missions("ID", (3.1, 101.7), limit) == []


@pytest.mark.parametrize("nationality", [None, 7, "", "??", "ZZ"])
def test_unknown_nationalities(nationality: object) -> None:
    assert nearest_missions(nationality, (3.1, 101.7)) == []


@settings(deadline=None, max_examples=100)
@given(st.floats(-90, 90), st.floats(-180, 180), st.integers(1, 6))
def test_sorted_by_distance_and_at_most_one_certain(lat: float, lon: float, limit: int) -> None:
    found = nearest_missions("ID", (lat, lon), limit)
    distances = [near.mission.distance_km for near in found]
    assert len(found) == limit
    assert distances == sorted(distances)
    assert sum(near.responsible is True for near in found) <= 1
    assert all(near.mission.type != "permanent_mission" for near in found)
