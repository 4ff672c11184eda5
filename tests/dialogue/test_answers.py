from pathlib import Path

import pytest
from opencc import OpenCC

from bot.dialogue.answer_text import normalise
from bot.dialogue.answers import Answers, AnswersError
from bot.dialogue.intake import QUESTIONS
from bot.dialogue.process import ROOT


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers.load(ROOT / "nlu_data")


def codes(prefix: str) -> list[str]:
    """Return the codes that a form looks for when it has asked, doubt included."""
    own = next(question.codes for question in QUESTIONS.values() if question.prefix == prefix)
    return [f"{prefix}_{code}" for code in dict.fromkeys((*own, "unknown"))]


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Yes!", "en", "yes"),
        ("Yesss", "en", "yes"),
        ("y", "en", "yes"),
        ("y y", "en", "yes"),
        ("There is. Two of them", "en", "yes"),
        ("no, nobody", "en", "no"),
        ("noooo", "en", "no"),
        ("None, thank God", "en", "no"),
        ("I don’t know", "en", "unknown"),
        ("skip", "en", "skip"),
        ("iya kak", "id", "yes"),
        ("gak", "id", "no"),
        ("ga tau", "id", "unknown"),
        ("lewati", "id", "skip"),
        ("是的", "zh", "yes"),
        ("是是是", "zh", "yes"),
        ("有，三个人", "zh", "yes"),
        ("沒有", "zh", "no"),
        ("不，快来", "zh", "no"),
        ("不知道", "zh", "unknown"),
        ("不確定", "zh", "unknown"),
        ("跳过", "zh", "skip"),
        ("Oui oui", "fr", "yes"),
        ("evidemment", "fr", "yes"),
        ("non merci", "fr", "no"),
        ("je sais pas", "fr", "unknown"),
        ("question suivante", "fr", "skip"),
        ("passer", "fr", "skip"),
        ("personne", "fr", "no"),
        ("ya please", "xx", "yes"),
        ("yes", "fr", "yes"),
        ("idk", "zh", "unknown"),
    ],
)
def test_short_answers(answers: Answers, text: str, language: str, code: str) -> None:
    assert answers.short(text, language, ("yes", "no", "unknown", "skip")) == code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am bleeding", "en"),
        ("he is here", "en"),
        ("right now please", "en"),
        ("sure footed is he not", "en"),
        ("not trapped", "en"),
        ("no one told me that the boat would leave without us today", "en"),
        ("y a du sang", "fr"),
        ("n'arrive pas", "fr"),
        ("o secours", "fr"),
        ("ya du monde", "fr"),
        ("passer à l'acte", "fr"),
        ("personne m'aide", "fr"),
        ("un", "fr"),
        ("有血", "zh"),
        ("有枪", "zh"),
        ("好痛", "zh"),
        ("是我妈妈", "zh"),
        ("没信号", "zh"),
        ("没有电", "zh"),
        ("不过", "zh"),
        ("對不起", "zh"),
    ],
)
def test_beginnings_that_only_look_like_an_answer(answers: Answers, text: str, language: str) -> None:
    assert answers.short(text, language, ("yes", "no", "skip")) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I don't know, sorry", "en"),
        ("no idea", "id"),
        ("gatau kak", "id"),
        ("不知道啊", "zh"),
        ("我不清楚", "zh"),
        ("je ne sais pas", "fr"),
        ("aucune idee desolee", "fr"),
    ],
)
def test_a_bare_i_do_not_know(answers: Answers, text: str, language: str) -> None:
    assert answers.bare(text, language, ("unknown",)) == "unknown"


@pytest.mark.parametrize(
    ("text", "language"),
    [("I don't know, near a big white mosque", "en"), ("不知道，旁边有个大清真寺", "zh"), ("mosque", "fr")],
)
def test_what_comes_after_is_not_thrown_away(answers: Answers, text: str, language: str) -> None:
    assert answers.bare(text, language, ("unknown",)) is None


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("he is breathing normally", "en", "normal"),
        ("unconscious but breathing normally", "en", "normal"),
        ("wait, he's not breathing normally", "en", "not_normal"),
        ("isn't breathing properly", "en", "not_normal"),
        ("not really normal", "en", "not_normal"),
        ("I do not think that he is breathing normally", "en", "not_normal"),
        ("hardly normal", "en", "not_normal"),
        ("not so normal", "en", "not_normal"),
        ("I think he is breathing normally", "en", "unknown"),
        ("I don't know if he is breathing normally", "en", "unknown"),
        ("is this normal?", "en", "unknown"),
        ("is this normal", "en", "unknown"),
        ("maybe normal", "en", "unknown"),
        ("breathing normally? no idea", "en", "unknown"),
        ("I don't know if she is breathing", "en", "unknown"),
        ("she isn't breathing", "en", "none"),
        ("only gasping now and then", "en", "gasping"),
        ("breathing normally, sometimes gasping", "en", "gasping"),
        ("napasnya normal", "id", "normal"),
        ("napasnya nggak normal", "id", "not_normal"),
        ("kayaknya sih belum begitu normal", "id", "not_normal"),
        ("gak tau normal apa nggak", "id", "unknown"),
        ("napasnya normal?", "id", "unknown"),
        ("dia gak nafas", "id", "none"),
        ("他没有呼吸", "zh", "none"),
        ("呼吸不正常", "zh", "not_normal"),
        ("不是很正常", "zh", "not_normal"),
        ("呼吸正常", "zh", "normal"),
        ("沒問題，呼吸正常", "zh", "normal"),
        ("呼吸正常吗", "zh", "unknown"),
        ("好像正常", "zh", "unknown"),
        ("不知道正不正常", "zh", "unknown"),
        ("il ne respire plus", "fr", "none"),
        ("elle ne respire pas normalement", "fr", "not_normal"),
        ("elle respire pas très régulièrement", "fr", "not_normal"),
        ("il respire normalement", "fr", "normal"),
        ("il ne bouge pas mais respire normalement", "fr", "normal"),
        ("je ne sais pas si elle respire normalement", "fr", "unknown"),
        ("c'est normal ?", "fr", "unknown"),
        ("je crois qu'il respire bien", "fr", "unknown"),
    ],
)
def test_breathing(answers: Answers, text: str, language: str, code: str) -> None:
    assert answers.anywhere(text, language, codes("breathing")) == f"breathing_{code}"


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("not awake", "en", "no"),
        ("not really awake", "en", "no"),
        ("not fully conscious", "en", "no"),
        ("she isn't responding", "en", "no"),
        ("she isnt really talking to me", "en", "no"),
        ("her eyes are open but she is not answering", "en", "no"),
        ("nobody is awake", "en", "no"),
        ("no, she is awake", "en", "yes"),
        ("he fainted but now he is awake", "en", "yes"),
        ("he fainted. He talks to me, strange", "en", "unknown"),
        ("I'm not sure he is awake", "en", "unknown"),
        ("is she awake?", "en", "unknown"),
        ("he doesn't answer the phone", "en", "unknown"),
        ("masih sadar", "id", "yes"),
        ("tidak sadar", "id", "no"),
        ("nggak sadar", "id", "no"),
        ("belum begitu sadar", "id", "no"),
        ("sadar gak ya", "id", "unknown"),
        ("kayaknya sadar", "id", "unknown"),
        ("叫不醒", "zh", "no"),
        ("有意识", "zh", "yes"),
        ("没有意识", "zh", "no"),
        ("沒有意識", "zh", "no"),
        ("不是很清醒", "zh", "no"),
        ("没有昏迷", "zh", "yes"),
        ("有没有意识我不知道", "zh", "unknown"),
        ("他醒了吗？", "zh", "unknown"),
        ("應該有意識", "zh", "unknown"),
        ("inconsciente", "fr", "no"),
        ("elle est consciente", "fr", "yes"),
        ("elle répond pas", "fr", "no"),
        ("elle ne me répond toujours pas", "fr", "no"),
        ("pas très reveille", "fr", "no"),
        ("il parle même plus", "fr", "no"),
        ("elle répond ?", "fr", "unknown"),
        ("peut-être consciente", "fr", "unknown"),
        ("il ne répond pas au téléphone", "fr", "unknown"),
    ],
)
def test_awake(answers: Answers, text: str, language: str, code: str) -> None:
    assert answers.anywhere(text, language, codes("awake")) == f"awake_{code}"


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_no_good_sign_survives_doubt_or_a_question(answers: Answers, language: str) -> None:
    doubt = {"id": "gak tau {}", "en": "I don't know, {}", "zh": "不知道{}", "fr": "je ne sais pas si {}"}
    for code in ("awake_yes", "breathing_normal", "write_safely_yes", "contact_safe_yes"):
        own = codes(code.rpartition("_")[0])
        for phrase in answers.codes(language)[code]:
            assert answers.anywhere(f"{phrase}?", language, own) != code, phrase
            assert answers.anywhere(doubt[language].format(phrase), language, own) != code, phrase


@pytest.mark.parametrize(
    ("language", "negations"),
    [
        ("id", ["tidak {}", "gak begitu {}", "belum {}", "nggak {}", "bukannya tidak {}"]),
        ("en", ["not {}", "isn't really {}", "I don't think it is {}", "never {}"]),
        ("zh", ["不是很{}", "没有{}", "并不{}"]),
        ("fr", ["pas {}", "pas vraiment {}", "plus très {}", "elle n'est pas {}"]),
    ],
)
def test_no_sign_of_life_survives_a_negation(answers: Answers, language: str, negations: list[str]) -> None:
    for code in ("awake_yes", "breathing_normal"):
        own = codes(code.rpartition("_")[0])
        for phrase in answers.codes(language)[code]:
            for negation in negations:
                said = negation.format(phrase)
                assert answers.anywhere(said, language, own) != code, said


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("I want to die", "en", "yes"),
        ("my wife left me", "en", None),
        ("my son died", "en", None),
        ("my son", "en", "other"),
        ("my friend wants to kill himself", "en", "other"),
        ("I don't want to die", "en", "no"),
        ("我没有想死", "zh", "no"),
        ("我沒想過", "zh", "no"),
        ("我想死", "zh", "yes"),
        ("我朋友想死", "zh", "other"),
        ("j'ai perdu mon fils", "fr", None),
        ("mon fils", "fr", "other"),
        ("je veux pas mourir", "fr", "no"),
        ("tidak ingin mati cuma capek", "id", "no"),
        ("saya mau mati, teman saya tidak tahu", "id", "yes"),
    ],
)
def test_ending_life(answers: Answers, text: str, language: str, code: str | None) -> None:
    assert answers.anywhere(text, language, codes("self_harm")) == (code and f"self_harm_{code}")


@pytest.mark.parametrize(
    ("prefix", "text", "language", "code"),
    [
        ("company", "my roommate is here", "en", "yes"),
        ("company", "I am not alone", "en", "yes"),
        ("company", "alone", "en", "no"),
        ("company", "ada teman, tapi dia tidur. saya tidak sendirian", "id", "yes"),
        ("company", "身邊沒人", "zh", "no"),
        ("company", "personne", "fr", "no"),
        ("company", "je suis toute seule", "fr", "no"),
        ("contact_safe", "it is safe", "en", "yes"),
        ("contact_safe", "it is not safe", "en", "no"),
        ("contact_safe", "safe?", "en", "unknown"),
        ("contact_safe", "aman", "id", "yes"),
        ("contact_safe", "不太方便", "zh", "no"),
        ("contact_safe", "pas de souci", "fr", "yes"),
        ("write_safely", "I am not safe", "en", "no"),
        ("write_safely", "不知道安不安全", "zh", "no"),
        ("write_safely", "je ne suis pas seule", "fr", "no"),
        ("trapped", "not everyone is out", "en", "yes"),
        ("trapped", "everyone is out", "en", "no"),
        ("trapped", "沒有人被困", "zh", "no"),
        ("trapped", "personne n'est coincé", "fr", "no"),
    ],
)
def test_other_questions(answers: Answers, prefix: str, text: str, language: str, code: str) -> None:
    assert answers.anywhere(text, language, codes(prefix)) == f"{prefix}_{code}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the water is shallow here, windows rattling, this is not normal", "en"),
        ("the shaking comes every few seconds, no response from 112", "en"),
        ("l'eau n'est pas normale, ça siffle, le 112 répond pas", "fr"),
        ("信号很弱，不正常，时有时无", "zh"),
        ("没有回应，轮胎没气了", "zh"),
    ],
)
def test_a_free_text_is_not_read_like_an_answer(answers: Answers, text: str, language: str) -> None:
    assert answers.anywhere(text, language, codes("breathing"), asked=False) is None
    assert answers.anywhere(text, language, codes("awake"), asked=False) is None


def test_both_chinese_scripts_read_alike(answers: Answers) -> None:
    phrases = [phrase for listed in answers.codes("zh").values() for phrase in listed]
    for variant in ("s2t", "s2tw", "s2hk"):
        convert = OpenCC(variant).convert
        assert [p for p in phrases if normalise(convert(p)) != p] == []


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_phrases_stand_under_one_code_of_a_question(answers: Answers, language: str) -> None:
    own = answers.codes(language)
    plain = [["yes", "no", "unknown", "other", "skip"]]
    for group in [*plain, *(codes(question.prefix) for question in QUESTIONS.values() if question.codes)]:
        listed = [phrase for code in group for phrase in set(own.get(code, ()))]
        assert sorted({phrase for phrase in listed if listed.count(phrase) > 1}) == []


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_every_phrase_reads_as_its_own_code(answers: Answers, language: str) -> None:
    prefixes = {question.prefix for question in QUESTIONS.values() if question.codes}
    for code, phrases in answers.codes(language).items():
        prefix = next((name for name in prefixes if code.startswith(f"{name}_")), None)
        for phrase in phrases:
            if prefix:
                assert answers.anywhere(phrase, language, codes(prefix)) == code, phrase
            else:
                assert answers.short(phrase, language, ("yes", "no", "unknown", "other", "skip")) == code


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("about 12 people", "en", 12),
        ("two of us", "en", 2),
        ("no one", "en", 0),
        ("berdua", "id", 2),
        ("三个人", "zh", 3),
        ("５", "zh", 5),
        ("une dizaine", "fr", 10),
        ("many", "en", None),
    ],
)
def test_numbers(answers: Answers, text: str, language: str, number: int | None) -> None:
    assert answers.number(text, language) == number


def test_a_malformed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "answers.yml").write_text("answers: [yes]", encoding="utf-8")
    with pytest.raises(AnswersError, match=r"answers\.yml"):
        Answers.load(tmp_path)
