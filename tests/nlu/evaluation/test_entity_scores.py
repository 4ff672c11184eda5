"""Precision, recall and F1 of entities."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.nlu.evaluation.entity_cases import EntityCase, Fact
from bot.nlu.evaluation.entity_scores import entity_scores, read_entities
from bot.nlu.results import Entity

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def case(text: str, *facts: Fact) -> EntityCase:
    return EntityCase(text, "en", "en", NOON, facts)


def found(*entities: tuple[str, str, str]):  # type: ignore[no-untyped-def]
    """Return a finder that finds the same in every text."""
    return lambda text, language, now: [Entity(kind, value, value, 0, 1, place) for kind, value, place in entities]


def test_scores_of_each_kind_and_of_all() -> None:
    wanted = case("two of us in bali", Fact("city", "bali", "Bali", "ID"), Fact("people", "two", "2"))
    readings = read_entities(found(("city", "Bali", "ID"), ("city", "Nice", "FR")), [wanted])
    scores = entity_scores(readings)["en"]
    assert list(scores) == ["city", "people", "all"]
    assert (str(scores["city"].precision)[:6], str(scores["city"].recall)[:7]) == ("50.0 %", "100.0 %")
    assert scores["city"].f1 == pytest.approx(2 / 3)
    assert scores["people"].f1 == 0
    assert scores["people"].precision is None
    assert scores["all"].f1 == pytest.approx(0.5)
    assert readings[0].faulty


@pytest.mark.parametrize(
    ("fact", "right"),
    [
        (Fact("city", "bali", "Bali", "ID"), True),
        (Fact("city", "bali", "Bali"), True),
        (Fact("city", "bali", "Bali", "FR"), False),
        (Fact("country", "bali", "Bali", "ID"), False),
        (Fact("city", "bali", "bali", "ID"), False),
    ],
)
def test_kind_value_and_a_named_country_must_agree(fact: Fact, right: bool) -> None:
    (reading,) = read_entities(found(("city", "Bali", "ID")), [case("bali", fact)])
    assert bool(reading.right) is right
    assert bool(reading.missed) is bool(reading.false) is not right


def test_one_found_answers_one_wanted() -> None:
    twice = case("bali or bali", Fact("city", "bali", "Bali"), Fact("city", "bali", "Bali"))
    (reading,) = read_entities(found(("city", "Bali", "ID")), [twice])
    assert (len(reading.right), len(reading.missed), len(reading.false)) == (1, 1, 0)


def test_the_finder_gets_the_writers_clock() -> None:
    seen: list[dt.datetime] = []
    read_entities(lambda text, language, now: seen.append(now) or [], [case("tomorrow")])
    assert seen == [NOON]


def test_sentences_without_entities_cost_precision() -> None:
    scores = entity_scores(read_entities(found(("city", "Nice", "FR")), [case("nice to meet you")]))["en"]
    assert scores["city"].precision is not None
    assert scores["city"].precision.value == 0
    assert scores["city"].recall is None
