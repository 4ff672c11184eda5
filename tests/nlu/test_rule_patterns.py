"""Phrases mean what the trainers' guide says."""

from __future__ import annotations

import re

import pytest

from bot.nlu.errors import RuleError
from bot.nlu.rule_patterns import anchor_keys, compile_phrase
from bot.nlu.text import clean, rule_view


def view(text: str) -> str:
    return rule_view(clean(text), {})


CASES = [
    ("not breathing", "he is not breathing", True),
    ("not breathing", "not. Breathing", False),
    ("not breathing", "knot breathing", False),
    ("bleed*", "BLEEDING", True),
    ("bleed*", "nosebleed", False),
    ("not * breathing", "not at all breathing", True),
    ("not * breathing", "not one two three four breathing", False),
    ("(he|she|my baby) fell", "my baby fell", True),
    ("(he|she) fell", "they fell", False),
    ("is (really|) dying", "he is dying", True),
    ("is (really|) dying", "he is really dying", True),
    ("is (really|) dying", "is she dying", False),
    ("(the|) (house|flat (above|below)) burns", "flat below burns", True),
    ("=help", "Help! HELP!!", True),
    ("=help", "help me with my visa", False),
    ("l'eau monte", "L’eau monte", True),
    ("tombé", "il est TOMBE", True),
    ("没有…呼吸", "他没有在呼吸", True),
    ("没有…呼吸", "没有。他在呼吸", False),
    ("没有…呼吸", "没有一二三四五六七呼吸", False),
    ("=救命", "救命！救命啊", False),
    ("=救命", "救命！救命", True),
    ("救命", "help救命now", True),
    ("помогите", "Помогите!", True),
]


@pytest.mark.parametrize(("phrase", "text", "wanted"), CASES)
def test_phrase(phrase: str, text: str, wanted: bool) -> None:
    expression, anchors = compile_phrase(phrase, view)
    seen = view(text)
    assert bool(re.search(expression, seen)) is wanted
    if wanted:
        lengths = frozenset(len(anchor) - 1 for anchor in anchors if anchor.endswith("*"))
        assert set(anchors) & anchor_keys(seen, lengths)


@pytest.mark.parametrize("phrase", ["(a|)", "*", "ab*", "(a|b", "…", "   "])
def test_phrases_that_could_match_anything_are_refused(phrase: str) -> None:
    with pytest.raises(RuleError, match="phrase"):
        compile_phrase(phrase, view)
