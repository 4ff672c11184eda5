"""Without a model the rules alone answer, by the same methods."""

from __future__ import annotations

import json

import pytest

from bot.nlu.rules_only import RulesOnly
from tests.nlu.conftest import NLU_DATA
from tests.nlu.test_model import HOSTILE


@pytest.fixture(scope="module")
def rules_only() -> RulesOnly:
    """The rules of the repository."""
    return RulesOnly.from_data(NLU_DATA)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my husband is not breathing", "en"),
        ("suami saya tidak bernapas", "id"),
        ("我老公没有呼吸", "zh"),
        ("mon mari ne respire plus", "fr"),
    ],
)
def test_danger_is_seen(rules_only: RulesOnly, text: str, language: str) -> None:
    screened, understood = rules_only.screen(text), rules_only.understand(text)
    assert screened.critical
    assert understood.critical
    assert (screened.language, understood.topic) == (language, "emergency_medical")
    assert understood.reasons[0].startswith("phrase: not breathing (rule ")


def test_the_rest_is_routine_and_says_why(rules_only: RulesOnly) -> None:
    understood = rules_only.understand("where is the embassy", history="fr")
    assert (understood.urgency, understood.topic) == ("routine", "chat_out_of_scope")
    assert "no trained model" in understood.reasons[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_raises(rules_only: RulesOnly, text: str) -> None:
    json.dumps([rules_only.screen(text).as_dict(), rules_only.understand(text, "xx", "yy").as_dict()])
