"""Chinese is written once, in simplified characters; the traditional line must be one a reader trusts."""

from __future__ import annotations

import pytest
import yaml

from bot.engine.texts import in_script
from bot.settings import ROOT

WRONG_FORMS = "籤髮釐檯幹復賬"
"""Characters that the conversion picks for a word that another form of the simplified one stands for."""
FILES = ("safety.yml", "responses.yml")


def lines(name: str) -> dict[str, list[str]]:
    """Return text and button titles of each key."""
    texts = yaml.safe_load((ROOT / "nlu_data" / "zh" / name).read_text(encoding="utf-8"))["texts"]
    found = {}
    for key, entry in texts.items():
        fields = {"text": entry} if isinstance(entry, str) else entry
        variants = fields.get("variants") or [fields["text"]]
        found[key] = [*variants, *(button["title"] for button in fields.get("buttons", ()))]
    return found


@pytest.mark.parametrize("name", FILES)
def test_traditional_lines_have_no_wrongly_chosen_character(name: str) -> None:
    for key, said in lines(name).items():
        converted = "".join(in_script(line, "zh", "Hant") for line in said)
        assert not set(WRONG_FORMS) & set(converted), key


@pytest.mark.parametrize("name", FILES)
def test_traditional_lines_keep_no_simplified_character(name: str) -> None:
    for key, said in lines(name).items():
        for line in said:
            once = in_script(line, "zh", "Hant")
            assert in_script(once, "zh", "Hant") == once, key


@pytest.mark.parametrize(
    ("language", "script"), [("zh", "Hans"), ("en", "Latn"), ("id", "Latn"), ("fr", "Latn")]
)
def test_other_lines_stay_as_they_are(language: str, script: str) -> None:
    assert in_script("请打 112", language, script) == "请打 112"


def test_traditional_characters_are_those_of_taiwan() -> None:
    assert in_script("里面还有人，请打电话", "zh", "Hant") == "裡面還有人，請打電話"
