import pytest

from bot.dialogue.answers import Answers, AnswersError
from bot.dialogue.process import ROOT

BREATHING = ("breathing_none", "breathing_gasping", "breathing_not_normal", "breathing_normal")


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers.load(ROOT / "nlu_data")


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Yes!", "en", "yes"),
        ("no, nobody", "en", "no"),
        ("I don’t know", "en", "unknown"),
        ("skip", "en", "skip"),
        ("iya kak", "id", "yes"),
        ("gak", "id", "no"),
        ("ga tau", "id", "unknown"),
        ("lewati", "id", "skip"),
        ("是的", "zh", "yes"),
        ("沒有", "zh", "no"),
        ("不知道", "zh", "unknown"),
        ("跳过", "zh", "skip"),
        ("Oui oui", "fr", "yes"),
        ("non merci", "fr", "no"),
        ("je sais pas", "fr", "unknown"),
        ("question suivante", "fr", "skip"),
        ("ya please", "xx", "yes"),
    ],
)
def test_short_answers(answers: Answers, text: str, language: str, code: str) -> None:
    assert answers.short(text, language, ("yes", "no", "unknown", "skip")) == code


def test_a_story_is_no_short_answer(answers: Answers) -> None:
    assert (
        answers.short("no one told me that the boat would leave without us today", "en", ("yes", "no"))
        is None
    )


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("he is breathing normally", "en", "breathing_normal"),
        ("wait, he's not breathing normally", "en", "breathing_not_normal"),
        ("she isn't breathing", "en", "breathing_none"),
        ("only gasping now and then", "en", "breathing_gasping"),
        ("napasnya normal", "id", "breathing_normal"),
        ("dia gak nafas", "id", "breathing_none"),
        ("他没有呼吸", "zh", "breathing_none"),
        ("呼吸不正常", "zh", "breathing_not_normal"),
        ("呼吸正常", "zh", "breathing_normal"),
        ("il ne respire plus", "fr", "breathing_none"),
        ("elle ne respire pas normalement", "fr", "breathing_not_normal"),
        ("il respire normalement", "fr", "breathing_normal"),
    ],
)
def test_the_longest_phrase_decides_about_breathing(
    answers: Answers, text: str, language: str, code: str
) -> None:
    assert answers.anywhere(text, language, BREATHING) == code


@pytest.mark.parametrize(
    ("text", "language", "awake"),
    [
        ("not awake", "en", "awake_no"),
        ("masih sadar", "id", "awake_yes"),
        ("tidak sadar", "id", "awake_no"),
        ("叫不醒", "zh", "awake_no"),
        ("有意识", "zh", "awake_yes"),
        ("没有意识", "zh", "awake_no"),
        ("inconsciente", "fr", "awake_no"),
        ("elle est consciente", "fr", "awake_yes"),
    ],
)
def test_awake(answers: Answers, text: str, language: str, awake: str) -> None:
    assert answers.anywhere(text, language, ("awake_no", "awake_yes")) == awake


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("about 12 people", "en", 12),
        ("two of us", "en", 2),
        ("berdua", "id", 2),
        ("三个人", "zh", 3),
        ("５", "zh", 5),
        ("une dizaine", "fr", 10),
        ("many", "en", None),
    ],
)
def test_numbers(answers: Answers, text: str, language: str, number: int | None) -> None:
    assert answers.number(text, language) == number


def test_a_malformed_file_is_named(tmp_path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "answers.yml").write_text("answers: [yes]", encoding="utf-8")
    with pytest.raises(AnswersError, match=r"answers\.yml"):
        Answers.load(tmp_path)
