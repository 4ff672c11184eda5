from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.alarms import Person, RingingCase, alarms_of, online_languages, rings_for

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITI = Person(1, "operator", ("id", "en"), desk_id=1, on_duty_desk=True)
WEI = Person(2, "operator", ("zh", "en"), desk_id=1, on_duty_desk=True)
BUDI = Person(3, "supervisor", ("id",), desk_id=1, on_duty_desk=True)
PAUL = Person(4, "operator", ("id", "fr"), desk_id=9, on_duty_desk=False)
MAYA = Person(5, "trainer", ("id",), desk_id=None, on_duty_desk=False)
CASE = RingingCase("JKT-7K4P-2", 1, "Jakarta 112", "critical", 0, "zh", NOW)


def test_first_it_rings_for_those_who_share_the_language() -> None:
    online = online_languages([SITI, WEI], CASE)
    assert rings_for(WEI, CASE, online)
    assert not rings_for(SITI, CASE, online)


def test_it_rings_for_all_when_nobody_there_shares_it() -> None:
    online = online_languages([SITI], CASE)
    assert rings_for(SITI, CASE, online)


def test_somebody_on_a_break_does_not_count_as_there() -> None:
    online = online_languages([SITI, replace(WEI, on_break=True)], CASE)
    assert rings_for(SITI, CASE, online)
    assert not rings_for(replace(WEI, on_break=True), CASE, online)


def test_an_unknown_language_rings_for_everybody() -> None:
    case = replace(CASE, language=None)
    assert rings_for(SITI, case, online_languages([SITI, WEI], case))


@pytest.mark.parametrize(
    ("level", "operators", "supervisor", "elsewhere"),
    [(0, False, False, False), (1, True, False, False), (2, True, True, False), (3, True, True, True)],
)
def test_the_ladder_widens(level: int, operators: bool, supervisor: bool, elsewhere: bool) -> None:
    case = replace(CASE, level=level)
    online = online_languages([SITI, WEI, BUDI, PAUL], case)
    assert rings_for(WEI, case, online)
    assert rings_for(SITI, case, online) is operators
    assert rings_for(BUDI, case, online) is supervisor
    assert rings_for(PAUL, case, online) is elsewhere
    assert not rings_for(MAYA, case, online)


def test_the_duty_desk_rings_for_a_mission_and_not_the_other_way_round() -> None:
    case = replace(CASE, desk_id=9, level=1)
    assert rings_for(SITI, case, {"id"})
    assert rings_for(PAUL, case, {"id"})
    assert not rings_for(PAUL, replace(CASE, level=1), {"id"})


def test_a_supervisor_alone_hears_it_at_once() -> None:
    assert rings_for(BUDI, CASE, online_languages([BUDI], CASE))


def test_from_the_third_level_breaks_end() -> None:
    tired = replace(SITI, on_break=True)
    assert not rings_for(tired, replace(CASE, level=2), {"id"})
    assert rings_for(tired, replace(CASE, level=3), {"id"})


def test_only_critical_cases_sound_the_longest_waiting_first() -> None:
    older = replace(CASE, code="JKT-OLD", since=NOW - timedelta(minutes=1))
    urgent = replace(CASE, code="JKT-URG", urgency="urgent")
    assert [case.code for case in alarms_of(WEI, [WEI], [CASE, urgent, older])] == ["JKT-OLD", CASE.code]


def test_a_drill_rings_nobody_while_a_real_case_rings() -> None:
    drill = replace(CASE, code="JKT-DRILL", exercise=True, since=NOW - timedelta(hours=1))
    assert alarms_of(WEI, [WEI], [drill, CASE]) == [CASE]
    assert alarms_of(WEI, [WEI], [drill]) == [drill]
