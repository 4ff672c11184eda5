from datetime import date

import pytest

from bot.reference.countries import countries
from bot.reference.numbers import first_answer_numbers, ministry_hotline, numbers_for
from bot.reference.tables import table

TODAY = date(2026, 11, 24)
MINISTRY = "+6281290070027"

NAMES = (
    "medical",
    "fire",
    "crime",
    "accident",
    "disaster",
    "rescue",
    "sexual_violence",
    "domestic_violence",
    "captivity",
    "conflict",
    "self_harm",
    "missing_child",
    "unspecified",
)
CRITICAL = [f"emergency_{name}" for name in NAMES]


def dials(iso2: str, topic: str, in_jakarta: bool = False, nationality: str | None = None) -> list[str]:
    return [line.dial for line in first_answer_numbers(iso2, topic, in_jakarta, nationality, TODAY)]


def labels(iso2: str, topic: str) -> list[str]:
    return [line.label for line in first_answer_numbers(iso2, topic, False, None, TODAY)]


@pytest.mark.parametrize("topic", CRITICAL)
def test_jakarta_is_112_alone(topic: str) -> None:
    assert dials("ID", topic, in_jakarta=True) == ["112"]


@pytest.mark.parametrize(
    ("topic", "national"),
    [
        ("emergency_medical", "118"),
        ("emergency_accident", "118"),
        ("emergency_fire", "113"),
        ("emergency_crime", "110"),
        ("emergency_rescue", "115"),
        ("emergency_unspecified", "110"),
    ],
)
def test_elsewhere_in_indonesia_the_national_line_is_second(topic: str, national: str) -> None:
    assert dials("ID", topic) == ["112", national]


@pytest.mark.parametrize(
    ("iso2", "topic", "expected"),
    [
        ("CN", "emergency_medical", ["120"]),
        ("CN", "emergency_fire", ["119"]),
        ("CN", "emergency_crime", ["110"]),
        ("FR", "emergency_medical", ["15"]),
        ("FR", "emergency_unspecified", ["112"]),
        ("HK", "emergency_fire", ["999"]),
        ("TW", "emergency_crime", ["110"]),
        ("US", "emergency_fire", ["911"]),
        ("MY", "emergency_disaster", ["999"]),
        ("JP", "emergency_rescue", ["118", "119"]),
        ("FR", "emergency_rescue", ["196", "112"]),
        ("SG", "emergency_medical", ["995"]),
    ],
)
def test_the_service_that_answers_this_danger(iso2: str, topic: str, expected: list[str]) -> None:
    assert dials(iso2, topic) == expected


def test_conflicting_numbers_are_both_given() -> None:
    assert dials("AF", "emergency_medical") == ["119", "102"]
    assert dials("HN", "emergency_medical") == ["199", "911"]


def test_four_and_three_digit_forms_are_both_given_in_laos() -> None:
    assert dials("LA", "emergency_medical") == ["1195", "195"]


def test_one_source_has_the_ministry_beside_it() -> None:
    assert dials("CG", "emergency_medical") == ["112", MINISTRY]
    assert dials("AQ", "emergency_crime") == ["911", MINISTRY]


def test_an_old_number_has_the_ministry_beside_it() -> None:
    later = date(2032, 1, 1)
    assert MINISTRY in [
        line.dial for line in first_answer_numbers("CN", "emergency_medical", False, None, later)
    ]


def test_the_stated_nationality_chooses_the_ministry() -> None:
    assert dials("CG", "emergency_medical", nationality="FR") == ["112", "+33143175100"]
    assert MINISTRY not in dials("CG", "emergency_medical", nationality="BR")


def test_captivity_names_the_ministry_as_an_equal() -> None:
    assert labels("MM", "emergency_captivity") == ["police", "ministry_hotline"]
    assert labels("SA", "emergency_conflict") == ["general", "ministry_hotline"]


def test_a_country_without_data_leaves_the_ministry() -> None:
    assert dials("BV", "emergency_fire") == [MINISTRY]
    assert dials("", "emergency_fire") == [MINISTRY]
    assert dials("??", "no_such_topic") == [MINISTRY]


@pytest.mark.parametrize("topic", CRITICAL)
def test_never_more_than_two_never_the_same_twice_and_doubt_never_alone(topic: str) -> None:
    for iso2 in countries():
        lines = first_answer_numbers(iso2, topic, False, None, TODAY)
        assert 1 <= len(lines) <= 2, iso2
        assert len({line.dial for line in lines}) == len(lines), iso2
        if lines[0].needs_company:
            assert len(lines) == 2, iso2


def test_every_number_stands_in_a_row() -> None:
    cells = {
        cell
        for name in ("emergency_numbers", "indonesia_numbers", "home_lines")
        for row in table(name)
        for cell in row.values()
    }
    known = {part.partition("[")[0].strip() for cell in cells for part in cell.split(";")}
    for iso2 in countries():
        for topic in CRITICAL:
            for line in first_answer_numbers(iso2, topic, False, None, TODAY):
                assert line.number in known, (iso2, line)
                assert line.source, (iso2, line)


def test_numbers_for_gives_everything_of_a_country() -> None:
    france = numbers_for("fr")
    assert [line.number for line in france.police] == ["17"]
    assert [line.number for line in france.coast_guard] == ["196"]
    assert {line.kind for line in france.text_lines} == {"deaf", "sms"}
    assert france.confidence == "confirmed by two sources"
    assert france.stated == "2015-09-02"
    laos = numbers_for("LA")
    assert laos.may_fail_without_sim == ("1190", "1191", "1195")
    assert laos.police[0].may_fail_without_sim
    assert "191" in [line.number for line in laos.alternates["police"]]


def test_text_lines_carry_their_limits() -> None:
    sms = [line for line in numbers_for("GB").text_lines if line.kind == "sms"]
    assert sms[0].number == "999"
    assert "register" in sms[0].limits
    assert "TTY" in numbers_for("AU").text_lines[0].limits


def test_jakarta_subdivision_and_the_rest_of_indonesia() -> None:
    assert numbers_for("ID", "ID-JK").fire[0].number == "112"
    outside = numbers_for("ID")
    assert [line.number for line in outside.ambulance] == ["118", "119"]
    assert outside.search_rescue[0].number == "115"


def test_unknown_country_has_empty_lists() -> None:
    unknown = numbers_for("ZZ")
    assert not unknown.known
    assert unknown.police == ()
    assert unknown.confidence == "no data"


def test_ministry_hotline() -> None:
    assert ministry_hotline().dial == MINISTRY
    assert ministry_hotline("XX") is None
