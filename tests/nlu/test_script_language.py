"""Script and language of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu.function_words import word_shares
from bot.nlu.language import answered_in, decide, known, served_part, split_history
from bot.nlu.script import HanForms, main_script, script_counts
from bot.nlu.training.read_data import read_other_languages

HAN = HanForms("护们", "護們", {"護": "护", "們": "们"})
UNSURE = {"id": 0.3, "en": 0.3, "zh": 0.0, "fr": 0.3, "other": 0.1}
FRENCH = {"id": 0.02, "en": 0.02, "zh": 0.0, "fr": 0.95, "other": 0.01}
FOREIGN = {"id": 0.1, "en": 0.1, "zh": 0.0, "fr": 0.1, "other": 0.7}
HELD_OUT = Path(__file__).parent / "other" / "held_out.jsonl"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latn"), ("救命", "Hani"), ("助けて", "Jpan"), ("살려주세요", "Kore"), ("النجدة", "Arab"),
        ("помогите", "Cyrl"), ("ช่วยด้วย", "Thai"), ("बचाओ", "Deva"), ("123 😀", "Zyyy"), ("", "Zyyy"),
        ("着火了 fire in dormitory building B please", "Latn"), ("我在hotel着火了", "Hani"),
        ("ꦱꦸꦒꦼꦁ", "Java"), ("సహాయం", "Telu"), ("મદદ", "Gujr"), ("chào bạn ở đâu", "Latn"),
    ],
)  # fmt: skip
def test_script(text: str, script: str) -> None:
    assert main_script(script_counts(text)) == script


@pytest.mark.parametrize(
    "text", ["火事だ", "駅前 火災発生", "東京で地震", "ラーメン", "人が倒れている", "help アパート火事"]
)
def test_japanese_is_told_from_chinese(text: str) -> None:
    assert main_script(script_counts(text)) == "Jpan"


@pytest.mark.parametrize(
    "text", ["我的家", "我の家", "在すき家丢了钱包", "你们知道ドラえもん这个商店在哪里吗", "緊急", "郵局在哪"]
)
def test_chinese_with_a_word_in_kana_is_chinese(text: str) -> None:
    assert main_script(script_counts(text)) == "Hani"


def test_a_face_of_kana_is_no_japanese() -> None:
    assert main_script(script_counts(r"¯\_(ツ)_/¯ idk")) == "Latn"


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
        ("ꦱꦸꦒꦼꦁ", None, ("id", "Java")),
        ("😀", "fr", ("fr", "Latn")),
        ("😀", None, ("other", "Zyyy")),
    ],
)
def test_the_script_decides_where_it_can(text: str, history: str | None, wanted: tuple[str, str]) -> None:
    assert decide(text, UNSURE, HAN, history) == wanted


def test_an_unsure_text_stays_in_the_senders_language() -> None:
    assert decide("ok siap", UNSURE, HAN, "id")[0] == "id"
    assert decide("je voudrais un visa", FRENCH, HAN, "id")[0] == "fr"


@pytest.mark.parametrize(("share", "wanted"), [(0.7, "other"), (0.4, "other"), (0.2, "en")])
def test_a_text_that_is_one_third_foreign_is_of_another_language(share: float, wanted: str) -> None:
    rest = (1 - share) / 2
    latin = {"id": rest - 0.01, "en": rest + 0.01, "zh": 0.0, "fr": 0.0, "other": share}
    assert decide("wo ist die botschaft", latin, HAN, None)[0] == wanted


MIXED = {"id": 0.06, "en": 0.3, "zh": 0.6, "fr": 0.03, "other": 0.01}


@pytest.mark.parametrize("text", ["good morning", "help", "thanks", "emergency number of Korea for Chinese speakers"])
def test_what_is_no_pinyin_is_not_chinese(text: str) -> None:
    assert decide(text, MIXED, HAN, None)[0] == "en"


@pytest.mark.parametrize("text", ["jiuming", "wo zai jakarta", "Lǜ shī", "qing wen dashiguan zai nali"])
def test_pinyin_is_chinese(text: str) -> None:
    assert decide(text, MIXED, HAN, None)[0] == "zh"


def test_the_senders_language_is_not_left_for_a_guess() -> None:
    assert decide("wo ist die botschaft", FOREIGN, HAN, "en")[0] == "en"


def test_languages_of_the_region_count_as_indonesian() -> None:
    assert served_part([0.1, 0.1, 0.1, 0.1, 0.2, 0.4], ["ms", "jv", "su", "min", "id", "de"]) == pytest.approx(
        {"id": 0.6, "en": 0.0, "zh": 0.0, "fr": 0.0, "other": 0.4}
    )
    assert {answered_in(code) for code in ("ms", "jv", "su", "min", "mad", "bjn", "ban")} == {"id"}
    assert (answered_in("zh"), answered_in("es"), answered_in("other")) == ("zh", "other", "other")


def test_history_and_given_language() -> None:
    assert split_history("zh-Hant") == ("zh", "Hant")
    assert split_history("xx") == ("", "")
    assert split_history(None) == ("", "")
    assert known("other") == "other"
    assert known("nonsense") == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tolong saya di mana kedutaan", "id"), ("tulung aku ora iso metu", "id"), ("where is the embassy", "en"),
        ("où est l'ambassade s'il vous plaît", "fr"), ("qing wen dashiguan zai nali", "zh"),
        ("hola estoy perdida", "other"), ("ich bin in der botschaft", "other"), ("xyzzy", "other"),
    ],
)  # fmt: skip
def test_small_words_tell_the_language_without_a_model(text: str, wanted: str) -> None:
    shares = word_shares(text)
    assert max(shares, key=lambda name: shares[name]) == wanted
    assert sum(shares.values()) == pytest.approx(1.0)


def test_every_sentence_of_another_language_is_in_latin_script_and_answered_in_one_language() -> None:
    languages = read_other_languages()
    assert all(len(set(sentences)) == len(sentences) for sentences in languages.values())
    answered: dict[str, set[str]] = {}
    for code, sentences in languages.items():
        for text in sentences:
            answered.setdefault(text, set()).add(answered_in(code))
    assert [text for text, found in answered.items() if len(found) > 1] == []
    assert [text for text in answered if main_script(script_counts(text)) != "Latn"] == []
    assert all(len(sentences) >= 40 for sentences in languages.values())
    assert len(languages["zh"]) >= 250


def test_no_held_out_sentence_is_trained_on() -> None:
    trained = {text.lower() for sentences in read_other_languages().values() for text in sentences}
    held_out = [json.loads(line)["text"] for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    assert len(held_out) >= 300
    assert [text for text in held_out if text.lower() in trained] == []
