import threading
from datetime import date

import pytest

from bot.reference import tables
from bot.reference.checks import faults, to_confirm
from bot.reference.fields import ESSENTIAL, FIELDS, fields_of, value_of
from bot.reference.geo import _borders as borders
from bot.reference.geo import country_at
from bot.reference.home_lines import ministry_hotline
from bot.reference.indonesia import indonesian_line
from bot.reference.missions import foreign_missions, indonesian_missions, missions_for
from bot.reference.numbers import first_answer_numbers, numbers_for
from bot.reference.overlay import CONFIRMED, from_abroad
from bot.reference.tables import Confirmed, apply_corrections, confirmed, keyed_rows, table, unmatched
from bot.reference.venues import venues

TODAY = date(2026, 11, 24)
DAY = "2026-11-20"


def put(*cells: tuple[str, str, str, str], day: str = DAY) -> dict:
    return apply_corrections({(n, k, f): Confirmed(value, day, "letter") for n, k, f, value in cells})


def key_of(table_name: str, /, **values: str) -> str:
    rows = keyed_rows(table_name)
    return next(key for key, _, row in rows if all(row[column] == values[column] for column in values))


def test_a_corrected_number_reaches_the_numbers_of_the_country_and_goes_back() -> None:
    before = numbers_for("AD")
    found = put(("emergency_numbers", "AD", "police", "911"))
    assert set(found) == {"emergency_numbers"}
    assert [line.number for line in numbers_for("AD").police] == ["911"]
    assert first_answer_numbers("AD", "emergency_crime", False)[0].number == "911"
    assert numbers_for("AD").ambulance == before.ambulance
    apply_corrections({})
    assert numbers_for("AD") == before


def test_the_file_and_the_published_row_stay_as_they_are() -> None:
    path = tables.DATA_DIR / "home_lines.csv"
    before = path.read_bytes()
    put(("home_lines", "ID", "number", "+62 812 1111 2222"))
    assert path.read_bytes() == before
    published, row = next((old, new) for key, old, new in keyed_rows("home_lines") if key == "ID")
    assert (published["number"], row["number"]) == ("+62 812 9007 0027", "+62 812 1111 2222")


def test_a_corrected_number_is_told_as_new_and_may_stand_alone() -> None:
    before = first_answer_numbers("TK", "emergency_crime", False, today=TODAY)
    assert [line.number for line in before] == ["999", "111"]
    put(("emergency_numbers", "TK", "police", "112"))
    line = numbers_for("TK").police[0]
    assert (line.number, line.confidence, line.stated, line.source) == ("112", CONFIRMED, DAY, "letter")
    assert "police" not in numbers_for("TK").alternates
    assert first_answer_numbers("TK", "emergency_crime", False, today=TODAY) == [line]
    put(("emergency_numbers", "TK", "women_line", "6464"))
    line = numbers_for("TK").women_line[0]
    assert (line.number, line.confidence, line.stated) == ("6464", CONFIRMED, DAY)


def test_an_indonesian_line_keeps_its_name_when_its_number_changes() -> None:
    put(("indonesia_numbers", key_of("indonesia_numbers", number="118"), "number", "0811-102-7727"))
    line = indonesian_line("118")
    assert (line.number, line.dial, line.confidence) == ("0811-102-7727", "+628111027727", CONFIRMED)
    told = first_answer_numbers("ID", "emergency_medical", False)
    assert [line.number for line in told] == ["112", "0811-102-7727"]


def test_a_ministry_line_is_dialled_and_dated_anew() -> None:
    put(("home_lines", "ID", "number", "+62 812 1111 2222"))
    line = ministry_hotline("ID")
    assert line is not None
    assert (line.number, line.dial) == ("+62 812 1111 2222", "+6281211112222")
    assert (line.confidence, line.stated, line.source) == (CONFIRMED, DAY, "letter")


def test_several_hotlines_of_a_mission_are_confirmed_each() -> None:
    put(("indonesian_missions", "KBRI Riyadh", "hotline", "+966 56 917 3990; +966 50 000 0001"))
    mission = next(m for m in missions_for("ID", "SA") if m.name == "KBRI Riyadh")
    assert [line.dial for line in mission.hotlines] == ["+966569173990", "+966500000001"]
    assert {(line.confidence, line.stated) for line in mission.hotlines} == {(CONFIRMED, DAY)}
    # Its ministry need not stand beside it any more.
    assert [line.label for line in mission.numbers_to_show(TODAY)] == ["hotline", "hotline"]


def test_a_new_address_does_not_make_an_old_number_look_new() -> None:
    before = next(m for m in indonesian_missions() if m.name == "KBRI Riyadh")
    put(("indonesian_missions", "KBRI Riyadh", "address", "New street 1"))
    after = next(m for m in indonesian_missions() if m.name == "KBRI Riyadh")
    assert after.address == "New street 1"
    assert (after.confidence, after.stated, after.hotlines) == (
        before.confidence,
        before.stated,
        before.hotlines,
    )


def test_the_emergency_line_of_an_embassy_carries_its_date() -> None:
    key = key_of("embassies_jakarta", name="Embassy of France")
    put(("embassies_jakarta", key, "emergency_phone", "+62 21 111 2222"))
    mission = next(m for m in foreign_missions() if m.name == "Embassy of France")
    assert [(h.number, h.confidence, h.stated) for h in mission.hotlines] == [
        ("+62 21 111 2222", CONFIRMED, DAY)
    ]
    assert mission.confidence != CONFIRMED  # The switchboard has not been confirmed.


def test_the_position_of_a_place_and_the_countries_a_mission_answers_for() -> None:
    key = key_of("jakarta_places", name="RS Abdi Waluyo")
    put(
        ("jakarta_places", key, "position", "-6.2, 106.8"),
        ("indonesian_missions", "KBRI Kabul", "covers_iso2", "TM; AC"),
    )
    place = next(venue for venue in venues() if venue.name == "RS Abdi Waluyo")
    assert (place.lat, place.lon) == (-6.2, 106.8)
    assert "KBRI Kabul" in [mission.name for mission in missions_for("ID", "AC")]


def test_an_indonesian_line_is_confirmed_as_it_stands() -> None:
    key = key_of("indonesia_numbers", number="129")
    put(("indonesia_numbers", key, "number", "129"))
    line = indonesian_line("129")
    assert (line.number, line.dial, line.confidence, line.stated) == ("129", "+6221129", CONFIRMED, DAY)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0811-102-7727", "+628111027727"),
        ("(021) 344 1508", "+62213441508"),
        ("+62 21 5764135", "+62215764135"),
        ("0800-1000", ""),
        ("129", ""),
        ("1500-630", ""),
    ],
)
def test_printed_numbers_as_they_are_dialled_from_abroad(printed: str, expected: str) -> None:
    assert from_abroad(printed) == expected


def test_a_row_leaves_the_list_only_when_all_its_numbers_are_confirmed() -> None:
    def listed() -> bool:
        return any(f.of == ("emergency_numbers", "AD") for f in to_confirm(TODAY))

    row = next(row for row in table("emergency_numbers") if row["iso2"] == "AD")
    assert listed()
    services = [name for name in ("general", "police", "ambulance", "fire") if row[name]]
    cells = [("emergency_numbers", "AD", name, row[name]) for name in services]
    put(*cells[:-1])
    assert listed()
    put(*cells)
    assert not listed()
    put(*cells, day="2025-11-20")
    assert [f.code for f in to_confirm(TODAY) if f.of == ("emergency_numbers", "AD")] == ["old"]


def test_what_no_row_has_is_told_and_breaks_nothing() -> None:
    put(
        ("home_lines", "ZZ", "number", "+62 812 1111 2222"),
        ("home_lines", "ID", "no_such_field", "x"),
        ("no_such_table", "ID", "number", "1"),
    )
    assert unmatched() == [("home_lines", "ZZ", "number")]
    assert [f.code for f in to_confirm(TODAY) if f.row == "ZZ"] == ["orphan"]
    assert ministry_hotline("ID").number == "+62 812 9007 0027"
    assert faults() == []


def test_every_field_of_every_row_can_be_confirmed_as_it_stands() -> None:
    before = {name: table(name) for name in FIELDS}
    cells = [
        (name, key, field, value)
        for name in FIELDS
        for key, row, _ in keyed_rows(name)
        for field in fields_of(name, row)
        if (value := value_of(name, row, field))
    ]
    assert len(cells) > 1500
    put(*cells)
    assert faults() == []
    assert len(indonesian_missions()) == len(before["indonesian_missions"])
    assert len(foreign_missions()) == len(before["embassies_jakarta"])
    assert len(venues()) == len(before["jakarta_places"])
    for name, rows in before.items():
        for old, (key, _, new) in zip(rows, keyed_rows(name), strict=True):
            kept = {"lat", "lon", *fields_of(name, old), *(c for c in old if c.endswith("e164"))}
            for column in kept & old.keys():
                assert new[column].replace("; ", ";") == old[column].replace("; ", ";"), (name, key, column)
    # What is left has nothing to dial.
    for finding in to_confirm(TODAY):
        name, key = finding.of
        row = next(row for found, _, row in keyed_rows(name) if found == key)
        assert not any(row[field] for field in ESSENTIAL[name] if field in fields_of(name, row)), finding


def test_borders_are_not_read_again() -> None:
    country_at(-6.2, 106.8)
    read = borders.cache_info().misses
    put(("emergency_numbers", "AD", "police", "911"))
    country_at(-6.2, 106.8)
    assert borders.cache_info().misses == read


def test_look_ups_during_changes_see_old_or_new_and_at_last_the_new() -> None:
    seen: set[tuple[str, ...]] = set()
    stop = threading.Event()
    errors: list[Exception] = []

    def look() -> None:
        try:
            while not stop.is_set():
                seen.add(tuple(line.number for line in numbers_for("AD").police))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        put(("emergency_numbers", "AD", "police", "911" if turn % 2 else "912"))
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert seen <= {("110",), ("911",), ("912",)}
    tables.clear_caches()
    assert [line.number for line in numbers_for("AD").police] == ["911"]
    assert confirmed("emergency_numbers", "AD")["police"].value == "911"


def test_caches_are_emptied_once_more_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up that overlaps with the exchange may put its old result back after the first emptying."""
    again = threading.Event()
    emptied = []
    monkeypatch.setattr(tables, "_GRACE_S", 0.0)
    clear = tables.clear_caches

    def counted() -> None:
        clear()
        emptied.append(1)
        if len(emptied) == 2:
            again.set()

    monkeypatch.setattr(tables, "clear_caches", counted)
    put(("emergency_numbers", "AD", "police", "911"))
    assert again.wait(10)
