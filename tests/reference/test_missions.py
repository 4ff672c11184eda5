from datetime import date

import pytest

from bot.reference.missions import foreign_missions, indonesian_missions, is_doubtful, missions_for
from bot.reference.tables import table

TODAY = date(2026, 11, 24)
MINISTRY = "+6281290070027"


def test_the_nearest_indonesian_mission_comes_first() -> None:
    nearest = missions_for("ID", "MY", (4.24, 117.88))
    assert nearest[0].name == "KRI Tawau"
    assert nearest[0].distance_km < 5
    assert [m.distance_km for m in nearest] == sorted(m.distance_km for m in nearest)


def test_without_a_position_the_embassy_comes_first() -> None:
    assert missions_for("ID", "MY")[0].name == "KBRI Kuala Lumpur"
    assert missions_for("ID", "TW")[0].type == "trade_office"


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("NP", "KBRI Dhaka"),
        ("MO", "KJRI Hongkong"),
        ("SI", "KBRI Wina"),
        ("GE", "KBRI Kyiv"),
        ("KM", "KBRI Antananarivo"),
    ],
)
def test_accredited_missions_answer_for_other_countries(country: str, name: str) -> None:
    found = missions_for("ID", country)
    assert [m.name for m in found] == [name]
    assert found[0].accredited


def test_missions_to_organisations_are_left_out() -> None:
    assert [m.name for m in missions_for("ID", "CH")] == ["KBRI Bern"]
    assert "PTRI New York" not in [m.name for m in missions_for("ID", "US")]


def test_visitors_find_their_embassy_in_jakarta() -> None:
    china = missions_for("CN", "ID")[0]
    assert china.city == "Jakarta"
    assert china.hotlines[0].dial == "+62215764135"
    assert missions_for("CN", "ID", (-7.29, 112.7))[0].city == "Surabaya"


@pytest.mark.parametrize(
    ("nationality", "country"), [("FR", "MY"), ("ID", "ID"), ("ID", "ZZ"), ("", ""), (None, None)]
)
def test_nothing_known_is_an_empty_list(nationality: object, country: object) -> None:
    assert missions_for(nationality, country) == []


def test_a_doubtful_hotline_never_stands_alone() -> None:
    for mission in indonesian_missions():
        shown = mission.numbers_to_show(TODAY)
        assert 1 <= len(shown) <= 2, mission.name
        if shown[0].needs_company or shown[0].stated < "2023-11":
            assert shown[1].dial == MINISTRY, mission.name


def test_an_old_confirmed_hotline_has_the_ministry_beside_it() -> None:
    riyadh = next(m for m in indonesian_missions() if m.name == "KBRI Riyadh")
    assert [line.dial for line in riyadh.numbers_to_show(TODAY)] == ["+966569173990", MINISTRY]


def test_conflicts_are_marked() -> None:
    assert is_doubtful(next(m for m in indonesian_missions() if m.name == "KBRI Tehran"))


def test_every_shown_number_stands_in_a_row() -> None:
    known = {
        part.strip()
        for name in ("indonesian_missions", "embassies_jakarta", "home_lines")
        for row in table(name)
        for cell in row.values()
        for part in cell.split(";")
    }
    for mission in (*indonesian_missions(), *foreign_missions()):
        assert mission.source
        for line in mission.numbers_to_show(TODAY):
            assert line.number in known
