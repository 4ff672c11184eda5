from datetime import timedelta

import pytest

from bot.cases.statistics.facts import Happening
from bot.cases.statistics.waits import Wait, waits_of
from tests.cases.statistics.making import NOON

NOW = NOON + timedelta(hours=1)


def history(*steps: tuple[float, str, str | None], case_id: int = 1) -> list[Happening]:
    return [
        Happening(case_id, kind, NOON + timedelta(seconds=at), urgency, "id", "jakarta-112")
        for at, kind, urgency in steps
    ]


def waits(*steps: tuple[float, str, str | None]) -> list[tuple[str, float, bool]]:
    return [(each.urgency, each.seconds, each.answered) for each in waits_of(history(*steps), NOW)]


def test_from_the_ring_to_the_first_human_line() -> None:
    assert waits((0, "opened", "critical"), (1, "rang", None), (9, "wrote", None), (20, "wrote", None)) == [
        ("critical", 8, True)
    ]


def test_a_ring_after_a_lapsed_claim_goes_on_with_the_same_wait() -> None:
    found = waits((0, "opened", "critical"), (0, "rang", None), (40, "rang", None), (50, "wrote", None))
    assert found == [("critical", 50, True)]


def test_a_ring_after_an_answer_begins_anew() -> None:
    found = waits(
        (0, "opened", "critical"),
        (0, "rang", None),
        (5, "wrote", None),
        (90, "rang", None),
        (97, "wrote", None),
    )
    assert found == [("critical", 5, True), ("critical", 7, True)]


def test_a_case_that_rises_is_measured_from_there() -> None:
    found = waits(
        (0, "opened", "urgent"), (0, "rang", None), (100, "raised", "critical"), (100, "rang", None),
        (110, "wrote", None),
    )  # fmt: skip
    assert found == [("critical", 10, True)]


def test_a_ring_that_tells_its_urgency_is_believed() -> None:
    found = waits((0, "opened", "urgent"), (0, "rang", None), (60, "rang", "critical"), (72, "wrote", None))
    assert found == [("critical", 12, True)]


def test_a_second_cry_of_the_same_urgency_changes_nothing() -> None:
    found = waits((0, "opened", "critical"), (0, "rang", None), (3, "raised", "urgent"), (9, "wrote", None))
    assert found == [("critical", 9, True)]


def test_a_routine_case_waits_from_its_opening() -> None:
    assert waits((0, "opened", "routine"), (600, "wrote", None)) == [("routine", 600, True)]


def test_a_first_message_without_words_that_rings_is_urgent() -> None:
    found = waits((0, "opened", "routine"), (30, "rang", None), (50, "wrote", None))
    assert found == [("urgent", 20, True)]


@pytest.mark.parametrize("end", ["cancelled", "duplicate", "closed", "rings_with_incident", "exercise_ended"])
def test_what_ends_without_a_line_was_not_answered(end: str) -> None:
    found = waits((0, "opened", "critical"), (0, "rang", None), (33, end, None), (50, "wrote", None))
    assert found == [("critical", 33, False)]


def test_who_still_waits_has_waited_until_now() -> None:
    assert waits((0, "opened", "critical"), (0, "rang", None)) == [("critical", 3600, False)]


def test_cases_do_not_mix() -> None:
    steps = [
        *history((0, "opened", "critical"), (0, "rang", None), case_id=1),
        *history((5, "opened", "critical"), (5, "rang", None), (9, "wrote", None), case_id=2),
    ]
    assert list(waits_of(steps, NOW)) == [
        Wait("critical", "id", "jakarta-112", 3600, False),
        Wait("critical", "id", "jakarta-112", 4, True),
    ]


def test_clocks_that_disagree_give_no_negative_wait() -> None:
    assert waits((5, "opened", "critical"), (5, "rang", None), (4, "wrote", None)) == [("critical", 0, True)]
