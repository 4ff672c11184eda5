from pathlib import Path

import pytest

from bot.dialogue.texts import TextError, Texts

ENGLISH = """
texts:
  utter_greet: {text: "Hello {name}", buttons: [{title: "Go", payload: "go"}]}
  utter_bye: {variants: ["Bye", "Goodbye"]}
  label_police: {text: "Police"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in {"en": ENGLISH, "fr": 'texts: {utter_bye: {text: "Au revoir"}}'}.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "responses.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_text_buttons_and_placeholders(folder: Path) -> None:
    rendered = Texts.load(folder).render("utter_greet", "en", {"name": "Ana"})
    assert (rendered.text, rendered.buttons) == ("Hello Ana", [{"title": "Go", "payload": "go"}])


def test_a_missing_translation_is_said_in_english_and_seen(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rendered = Texts.load(folder).render("utter_greet", "fr", {"name": "Ana"})
    assert rendered.language == "en"
    assert "utter_greet is missing in fr" in caplog.text


def test_variants_take_turns(folder: Path) -> None:
    texts = Texts.load(folder)
    assert [texts.render("utter_bye", "en", turn=turn).text for turn in (0, 1, 2)] == [
        "Bye",
        "Goodbye",
        "Bye",
    ]


def test_a_label_is_a_word_in_the_language(folder: Path) -> None:
    assert Texts.load(folder).label("police", "fr") == "Police"


@pytest.mark.parametrize(("key", "why"), [("utter_nothing", "no text"), ("utter_greet", "needs a value")])
def test_it_never_says_nothing(folder: Path, key: str, why: str) -> None:
    with pytest.raises(TextError, match=why):
        Texts.load(folder).render(key, "en")


@pytest.mark.parametrize("text", ["responses: {}", "texts: {a: {}}", "texts: {a: {text: ''}}", "- a"])
def test_a_malformed_file_is_named(folder: Path, text: str) -> None:
    (folder / "en" / "responses.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TextError, match=r"responses\.yml"):
        Texts.load(folder)
