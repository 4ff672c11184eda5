"""The entity finder as a whole: positions, the clock, strange input, and the sentences of each language."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entities import EntityFinder
from bot.nlu.text import MAX_CHARACTERS
from bot.system.gazetteer import gazetteer

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=JAKARTA)
FINDER = EntityFinder(gazetteer())
FOLDER = Path(__file__).parent
LEAST_F1 = 0.97


def test_positions_point_into_the_text() -> None:
    text = "In Jakarta, 3 people, B 1234 XYZ, 0812 3456 7890"
    entities = FINDER(text, "en", now=NOON)
    assert [entity.kind for entity in entities] == ["city", "people", "plate", "phone"]
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert entities[0].country == "ID"
    assert entities[0].latitude == pytest.approx(-6.2, abs=0.1)
    assert entities[0].longitude == pytest.approx(106.8, abs=0.1)
    assert entities[1].latitude is None


def test_the_day_is_that_of_the_clock_given() -> None:
    instant = dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC)
    here = FINDER("besok", "id", now=instant.astimezone(JAKARTA))
    there = FINDER("besok", "id", now=instant.astimezone(ZoneInfo("Europe/Paris")))
    assert (here[0].value, there[0].value) == ("2026-11-26", "2026-11-25")


def test_without_a_clock_the_finder_has_one() -> None:
    finder = EntityFinder(clock=lambda: NOON)
    assert finder("tomorrow", "en")[0].value == "2026-11-25"
    assert len(EntityFinder()("tomorrow", "en")) == 1


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("di Jak\u200barta", "Jak\u200barta", "Jakarta"),
        ("\u202eje suis a\u0300 Yaounde\u0301", "Yaounde\u0301", "Yaoundé"),
        ("ＪＡＫＡＲＴＡ", "ＪＡＫＡＲＴＡ", "Jakarta"),
        ("\U0001f6a8 di Jakarta \U0001f6a8", "Jakarta", "Jakarta"),
    ],
)
def test_invisible_and_wide_characters(text: str, written: str, value: str) -> None:
    (entity,) = FINDER(text, "id", now=NOON)
    assert (entity.text, entity.value) == (written, value)
    assert text[entity.start : entity.end] == written


def test_figures_of_other_scripts() -> None:
    (entity,) = FINDER("رقمي ٠٥٥١٢٣٤٥٦٧", "other", now=NOON)
    assert (entity.kind, entity.value) == ("phone", "+966551234567")


def test_an_overlong_text_is_read_at_both_ends() -> None:
    text = "di Jakarta " + "x " * 50_000 + "sekarang di Surabaya"
    entities = FINDER(text, "id", now=NOON)
    assert [entity.value for entity in entities] == ["Jakarta", "Surabaya"]
    assert [text[entity.start : entity.end] for entity in entities] == ["Jakarta", "Surabaya"]
    assert entities[1].start > MAX_CHARACTERS


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\x00", "\ud800", "a\udfffb", "0" * 5000, "1." * 3000, "十" * 5000, "di " * 3000, "i\u0307" * 9],
)
def test_nothing_found_and_nothing_raised(text: str) -> None:
    assert FINDER(text, "id", now=NOON) == []


def test_half_a_surrogate_is_no_part_of_an_entity() -> None:
    (entity,) = FINDER("\ud800Jakarta\udc00", "id", now=NOON)
    assert entity.text == "Jakarta"


_PIECES = (
    "jam|pukul |setengah | 3 |sore|il y a |deux |heures|三|点|半|个人|大使馆|驻|印尼|KBRI |di |Bali|0812 3456 7890"
    "|B 1234 XYZ|/|-|:|31|2026|02|next |friday |of us|\u200b|e\u0301|\ud800| |十|前|号|月|malam |ini"
)
PIECES = _PIECES.split("|")
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["id", "en", "zh", "fr", "other"]))
def test_any_text(text: str, language: str) -> None:
    entities = FINDER(text, language, now=NOON)
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert all(entity.text and entity.value for entity in entities)
    assert all(first.end <= second.start for first, second in itertools.pairwise(entities))


def _scores() -> dict[str, float]:
    """Return F1 per kind over the sentences of all languages: kind, text and value have to be right."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("*/entities.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            now = dt.datetime.combine(dt.date.fromisoformat(row["today"]), dt.time(12), JAKARTA)
            wanted = {(e["kind"], e["text"], e["value"]): e.get("country") for e in row["entities"]}
            found = {(e.kind, e.text, e.value): e.country for e in FINDER(row["text"], row["language"], now=now)}
            for key in wanted.keys() | found.keys():
                hit = key in wanted and key in found and wanted[key] in (None, found[key])
                (right if hit else wrong)[key[0]] += 1
    return {kind: 2 * right[kind] / (2 * right[kind] + wrong[kind]) for kind in right | wrong}


def test_the_sentences_of_each_language() -> None:
    scores = _scores()
    assert len(scores) == 9
    assert {kind: score for kind, score in scores.items() if score < LEAST_F1} == {}
