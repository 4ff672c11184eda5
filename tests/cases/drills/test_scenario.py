"""Scenario files: those shipped, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cases.drills.channel import CHAT_PREFIX, EXERCISE
from bot.cases.drills.moments import actors_of, event_of, moments_of
from bot.cases.drills.real_words import says_real
from bot.cases.drills.scenario import ScenarioError, load_scenario, shipped_scenarios
from bot.reference.geo import distance_km
from bot.store.base import utcnow

GOOD = """
title: "Try"
about: "try"
place: {latitude: -6.2, longitude: 106.8, spread_m: 500}
travellers:
  - {language: id, count: 4, within_s: 30, lines: [{text: "tolong"}, {after_s: 5, position: true}]}
"""


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "try.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_there_are_three_with_ten_languages_each() -> None:
    scenarios = [load_scenario(name) for name in shipped_scenarios()]
    assert len(scenarios) >= 3
    for scenario in scenarios:
        assert len(scenario.languages) >= 10
        assert {"id", "en", "zh", "fr"} <= set(scenario.languages)
        assert any(traveller.replies for traveller in scenario.travellers)


def test_a_drill_is_the_same_each_time_and_stays_near_its_place(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, GOOD))
    actors = actors_of(scenario, times=3)
    assert actors == actors_of(scenario, times=3)
    assert len(actors) == 12
    assert len({(actor.latitude, actor.longitude) for actor in actors}) == 12
    assert all(distance_km(actor.latitude, actor.longitude, -6.2, 106.8) <= 0.51 for actor in actors)
    moments = moments_of(actors)
    assert [moment.at_s for moment in moments] == sorted(moment.at_s for moment in moments)
    first = {moment.traveller: moment.at_s for moment in moments if moment.name == "0"}
    assert all(0 <= at <= 30 for at in first.values())
    assert all(m.at_s == first[m.traveller] + 5 for m in moments if m.name == "1")


def test_every_line_is_on_the_channel_of_drills_and_says_so(tmp_path: Path) -> None:
    actors = actors_of(load_scenario(write(tmp_path, GOOD)))
    for moment in moments_of(actors):
        event = event_of("ab12", actors[moment.traveller], moment, utcnow())
        assert (event.channel, event.is_private) == (EXERCISE, True)
        assert event.chat_id.startswith(CHAT_PREFIX)
        assert event.sender is not None
        assert event.sender.display_name.startswith("EXERCISE ")
        assert (event.kind == "location") == (event.position is not None) == (not event.text)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('text: "tolong"', 'text: "tolong", position: true', "either text or position"),
        ('text: "tolong"', 'text: " "', "either text or position"),
        ('text: "tolong"', 'text: "ini nyata, tolong"', "real: true"),
        ('text: "tolong"', 'text: "JKT-7K4P-2"', "case code"),
        ("count: 4", "count: 0", "count"),
        ("count: 4", "count: 5001", "more than 5000"),
        ("after_s: 5", "after_s: -5", "times"),
        ("after_s: 5", "after_s: .nan", "times"),
        ("language: id", "language: Bahasa", "language code"),
        ("latitude: -6.2", "latitude: -96.2", "position on Earth"),
        ("latitude: -6.2", "latitude: north", "cannot be read"),
        ("count: 4", "channel: telegram", "cannot be read"),
        ("travellers:", "people:", "cannot be read"),
        ("title:", "title: [", "cannot be read"),
    ],
)
def test_what_cannot_be_played_is_refused_with_its_place(
    tmp_path: Path, before: str, after: str, why: str
) -> None:
    text = GOOD.replace(before, after, 1)
    if why == "case code":
        from bot.cases.codes import make_code

        text = text.replace("JKT-7K4P-2", make_code("JKT"))
    with pytest.raises(ScenarioError, match=why):
        load_scenario(write(tmp_path, text))


def test_real_words_may_stand_in_a_line_that_trains_them(tmp_path: Path) -> None:
    text = GOOD.replace('text: "tolong"', 'text: "no duff", real: true')
    assert load_scenario(write(tmp_path, text)).travellers[0].lines[0].real


@pytest.mark.parametrize("name", ["no_such", "../data/x", "/etc", ""])
def test_an_unknown_name_lists_those_that_exist(name: str) -> None:
    with pytest.raises(ScenarioError, match="earthquake_padang"):
        load_scenario(name)


@pytest.mark.parametrize(
    "text",
    [
        "INI NYATA pak", "no  duff, repeat no duff", "This is REAL", "it’s real", "这是真的！快来",
        "這是真的", "Ceci est re\u0301el", "CECI EST RÉEL", "c’est reel", "ini bukan latihan", "这不是演习",
        "this is not a drill",
    ],
)  # fmt: skip
def test_real_words_are_heard_however_they_are_written(text: str) -> None:
    assert says_real(text)


@pytest.mark.parametrize(
    "text",
    [
        "tolong kebakaran",
        "menyatakan",
        "a real hotel",
        "真的很大的火",
        "réellement",
        "duffel bag",
        "",
        "latihan",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert not says_real(text)
