"""The rule files of the repository: complete in each language, and passing their own examples."""

from __future__ import annotations

import random
import re
import signal

import pytest

from bot.nlu.rules import RuleSet, compile_rules
from bot.nlu.script import HanForms
from bot.nlu.text import clean, rule_view
from bot.nlu.training.han_forms import read_han_forms
from bot.nlu.training.read_data import LANGUAGES, read_rules, read_taxonomy
from tests.nlu.conftest import NLU_DATA

_forms = read_han_forms()
SIMPLIFIED = HanForms(_forms["simplified"], _forms["traditional"], _forms["to_simplified"]).to_simplified


def view(text: str) -> str:
    return rule_view(clean(text), SIMPLIFIED)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """All rules; compiling runs the examples of each."""
    return RuleSet(compile_rules(read_rules(NLU_DATA), view))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_rules_for_every_emergency(language: str) -> None:
    floors = read_taxonomy(NLU_DATA)
    phrases = dict(read_rules(NLU_DATA))[language]["phrases"]
    assert len(phrases) >= 60
    critical = {rule["topic"] for rule in phrases if rule["urgency"] == "critical"}
    assert {topic for topic, urgency in floors.items() if urgency == "critical"} <= critical
    assert {rule["topic"] for rule in phrases} <= set(floors)
    assert all(rule["tests"]["yes"] and rule["tests"]["no"] for rule in phrases)


def test_each_language_has_critical_rules_for_the_same_matters() -> None:
    sources = dict(read_rules(NLU_DATA))
    matters = {
        language: {rule["topic"] for rule in sources[language]["phrases"] if rule["urgency"] == "critical"}
        for language in LANGUAGES
    }
    assert all(matters[language] == matters["en"] for language in LANGUAGES)


@pytest.mark.parametrize(
    "cry",
    [
        "tolong, my friend kecelakaan", "Wait, he's NOT breathing right", "AU SECOURS", "救命啊", "他冇呼吸",
        "他沒有呼吸了", "ayuda", "Hilfe!", "助けて", "살려주세요", "النجدة", "помогите", "cứu tôi với", "TULONG",
        "aiuto", "Socorro!", "İmdat", "ช่วยด้วย", "बचाओ", "nisaidie", "tulung aku",
    ],
)  # fmt: skip
def test_a_cry_in_any_language_is_heard(rules: RuleSet, cry: str) -> None:
    hits = [hit for hit in rules.match(view(cry)) if not hit.guard]
    assert hits
    assert hits[0].rule.urgency == "critical"


@pytest.mark.parametrize(
    "calm",
    [
        "where is the french embassy", "perpanjang paspor syaratnya apa", "护照到期了怎么换", "bonjour, merci beaucoup",
        "im dying of laughter", "mati gaya", "热死了", "je meurs de rire", "last year my house was on fire",
        "what should i do if there is an earthquake", "nomor pemadam kebakaran jakarta timur", "",
    ],
)  # fmt: skip
def test_everyday_messages_raise_no_alarm(rules: RuleSet, calm: str) -> None:
    assert [hit.rule.name for hit in rules.match(view(calm)) if not hit.guard and hit.rule.urgency == "critical"] == []


def test_no_phrase_repeated_makes_the_screen_hang(rules: RuleSet) -> None:
    """"help help help… my house": the words of whole-message phrases, alone and in pairs, again and again."""
    whole = {
        word
        for _, content in read_rules(NLU_DATA)
        for rule in content["phrases"]
        for phrase in rule["any"]
        if str(phrase).startswith("=")
        for word in re.findall(r"[a-z]{2,}", view(str(phrase)))
    }
    assert {"help", "police", "tolong"} <= whole
    dice = random.Random(7)
    pairs = [(word, dice.choice(sorted(whole))) for word in sorted(whole)]
    mixed = [dice.choices(["emergency", "sos", "help", "please", "urgent", dice.choice(sorted(whole))], k=60)]

    def stop(*_: object) -> None:
        raise AssertionError(f"hangs on {said!r}")

    before = signal.signal(signal.SIGALRM, stop)
    try:
        for words in [*((word,) for word in sorted(whole)), *pairs, *mixed]:
            said = f"{' '.join(words * 60)} zz"
            signal.alarm(10)
            rules.match(view(said))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("cry", ["help " * 30, "tolong tolong tolong tolong", "救命" * 20, "help!! help!! " * 9])
def test_a_cry_said_many_times_is_one(rules: RuleSet, cry: str) -> None:
    hits = [hit for hit in rules.match(view(cry)) if not hit.guard]
    assert hits
    assert hits[0].rule.urgency == "critical"
