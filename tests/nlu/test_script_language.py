"""Script and language of a text."""

from __future__ import annotations

import pytest

from bot.nlu.language import decide, known, served_part, split_history
from bot.nlu.script import HanForms, main_script, script_counts

HAN = HanForms("护们", "護們", {"護": "护", "們": "们"})
UNSURE = {"id": 0.3, "en": 0.3, "zh": 0.0, "fr": 0.3, "other": 0.1}
FRENCH = {"id": 0.02, "en": 0.02, "zh": 0.0, "fr": 0.95, "other": 0.01}
FOREIGN = {"id": 0.1, "en": 0.1, "zh": 0.0, "fr": 0.1, "other": 0.7}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latn"), ("救命", "Hani"), ("助けて", "Jpan"), ("살려주세요", "Kore"), ("النجدة", "Arab"),
        ("помогите", "Cyrl"), ("ช่วยด้วย", "Thai"), ("बचाओ", "Deva"), ("123 😀", "Zyyy"), ("", "Zyyy"),
        ("着火了 fire in dormitory building B please", "Latn"), ("我在hotel着火了", "Hani"),
    ],
)  # fmt: skip
def test_script(text: str, script: str) -> None:
    assert main_script(script_counts(text)) == script


@pytest.mark.parametrize(
    ("text", "history", "wanted"),
    [
        ("护照", None, ("zh", "Hans")),
        ("護照", None, ("zh", "Hant")),
        ("冇人", None, ("zh", "Hant")),
        ("你好", None, ("zh", "Hans")),
        ("你好", "zh-Hant", ("zh", "Hant")),
        ("助けて", None, ("other", "Jpan")),
        ("помогите", "id", ("other", "Cyrl")),
        ("😀", "fr", ("fr", "Latn")),
        ("😀", None, ("other", "Zyyy")),
    ],
)
def test_the_script_decides_where_it_can(text: str, history: str | None, wanted: tuple[str, str]) -> None:
    assert decide(text, UNSURE, HAN, history) == wanted


def test_an_unsure_text_stays_in_the_senders_language() -> None:
    assert decide("ok siap", UNSURE, HAN, "id")[0] == "id"
    assert decide("je voudrais un visa", FRENCH, HAN, "id")[0] == "fr"


def test_another_language_must_be_clear() -> None:
    assert decide("wo ist die botschaft", FOREIGN, HAN, None)[0] == "other"
    assert decide("wo ist die botschaft", {**FOREIGN, "other": 0.4, "en": 0.38}, HAN, None)[0] == "en"


def test_malay_javanese_and_sundanese_count_as_indonesian() -> None:
    assert served_part([0.2, 0.3, 0.1, 0.4], ["ms", "jv", "su", "de"]) == pytest.approx(
        {"id": 0.6, "en": 0.0, "zh": 0.0, "fr": 0.0, "other": 0.4}
    )


def test_history_and_given_language() -> None:
    assert split_history("zh-Hant") == ("zh", "Hant")
    assert split_history("xx") == ("", "")
    assert split_history(None) == ("", "")
    assert known("other") == "other"
    assert known("nonsense") == ""
