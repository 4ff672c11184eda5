"""Every text in every language. Red as long as a language lacks a sentence: that is its purpose."""

import re
from pathlib import Path

import pytest

from bot.dialogue import check_texts
from bot.dialogue.answers import Answers
from bot.dialogue.intake import EMERGENCY_FORM, EMERGENCY_SLOTS, QUESTIONS
from bot.dialogue.texts import Entry, read_file
from bot.dialogue.topics import topics

SPOKEN_IN_CODE = re.compile(r'"(utter_[a-z_]+)"')


@pytest.mark.parametrize("language", check_texts.LANGUAGES)
def test_language_has_every_text_with_the_same_placeholders_and_payloads(
    project: Path, language: str
) -> None:
    assert check_texts.check_all(project, [language]) == []


@pytest.mark.parametrize("language", check_texts.LANGUAGES)
def test_language_reads_the_same_answers(project: Path, language: str) -> None:
    answers = Answers.load(project / "nlu_data")
    known = {"yes", "no", "unknown", "other", "skip"}
    known |= {f"{question.prefix}_{code}" for question in QUESTIONS.values() for code in question.codes}
    assert set(answers.codes("en")) - set(answers.codes(language)) == set()
    assert set(answers.codes(language)) - known == set()
    assert all(answers.codes(language).values())


def test_every_key_that_the_actions_say_has_a_text(project: Path) -> None:
    contract = read_file(project / "nlu_data" / "en" / "responses.yml")
    code = "".join(path.read_text(encoding="utf-8") for path in (project / "actions").glob("*.py"))
    said = set(SPOKEN_IN_CODE.findall(code))
    said |= {f"utter_ask_{EMERGENCY_FORM}_{slot}" for slot in EMERGENCY_SLOTS}
    said |= {
        f"utter_{name}"
        for name in topics()
        if name.startswith("consular_") and name != "consular_find_mission"
    }
    assert said - {"utter_action"} - set(contract) == set()


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        ({}, "is missing"),
        ({"a": Entry(("{other}",), (("Yes", "yes"),))}, "placeholders"),
        ({"a": Entry(("{name}",), (("Yes", "ja"),))}, "payloads"),
        ({"a": Entry(("{name}",), (("Yes", "yes"),)), "b": Entry(("b",))}, "not a key"),
        ({"a": Entry(("{name}",), (("A title that is far too long", "yes"),))}, "20 is the most"),
    ],
)
def test_each_kind_of_problem_is_found(own: dict[str, Entry], problem: str) -> None:
    contract = {"a": Entry(("{name}",), (("Yes", "yes"),))}
    assert any(problem in line for line in check_texts.check_language(own, contract))
