import pytest

from bot.desk import words
from bot.desk.labels import Labels

EN, FR = Labels("en"), Labels("fr")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("phrase: not breathing (rule medical.x)", "The words mean: not breathing (rule medical.x)"),
        ("model: danger 0.98", "Language model: danger 98 %"),
        ("model: emergency_fire 0.70", "Language model: Fire, smoke, explosion, 70 %"),
        ("claim lapsed: nobody wrote within 30 seconds", "The claim lapsed: nobody wrote within 30 seconds"),
        ("the person tapped 'Yes'", "The person tapped “Yes”"),
        ("message arrived 14 minutes late", "The message arrived 14 minutes late"),
        ("emergency_fire", "Fire, smoke, explosion"),
        ("something nobody foresaw", "something nobody foresaw"),
    ],
)
def test_reasons_in_plain_words(text: str, plain: str) -> None:
    assert words.reasons(EN, text) == [plain]


def test_several_reasons_are_several_sentences() -> None:
    assert len(words.reasons(FR, "phrase: fire (rule fire.x); model: danger 0.91; ")) == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("breathing", "gasping", ("Breathing", "gasping, snoring, rare")),
        ("awake", "no", ("Awake", "no")),
        ("write_safely", "other", ("Can write safely", "other (duress answer)")),
        ("self_harm", "other", ("Thinks of ending their life", "it is about someone else")),
        ("country", "FR", ("Country", "France")),
        ("country", "the south", ("Country", "the south")),
        ("people", "5", ("People", "5")),
        ("made_up", "x", ("made up", "x")),
    ],
)
def test_facts(name: str, value: str, told: tuple[str, str]) -> None:
    assert words.fact(EN, name, value) == told


def test_history_reads_in_the_operators_language() -> None:
    assert words.happening(FR, "fact_noted", {"name": "awake", "value": "no"}) == "Conscient : non"
    assert words.happening(EN, "rang", {"why": "case", "level": 0}) == "Rings: new case"
    assert (
        words.happening(EN, "raised", {"urgency": "critical", "reason": "case"})
        == "Raised to Critical: new case"
    )
    assert words.happening(EN, "handed_back", {"outcome": ""}) == "Handed back: –"
    assert words.happening(EN, "made_up_step", {}) == "made up step"


def test_marks_gravest_first_and_empty_ones_left_out() -> None:
    marks = {"bot_failed": True, "unanswered": 7, "do_not_call": True, "cancel_asked": False, "odd_one": True}
    assert [code for code, _ in words.mark_words(EN, marks)] == [
        "do_not_call",
        "unanswered",
        "bot_failed",
        "odd_one",
    ]
