"""Typed answers, first messages and corrections of the consular intake, in four languages."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.cases.intake_fields import fields
from bot.cases.intake_labels import FOLDER
from bot.dialogue.intake_words import LONGEST, words

LANGUAGES = ("id", "en", "zh", "fr")


@pytest.mark.parametrize(
    ("field", "language", "text", "code"),
    [
        ("relation", "en", "father", "parent"),
        ("relation", "en", "he is my father", "child"),
        ("relation", "zh", "我是他爸爸", "parent"),
        ("relation", "zh", "他是我爸爸", "child"),
        ("relation", "id", "istri", "spouse"),
        ("relation", "fr", "c’est mon frère", "sibling"),
        ("can_leave", "en", "No, they don't let me, I can't leave", "no"),
        ("can_leave", "zh", "走不了", "no"),
        ("can_leave", "zh", "走得了", "yes"),
        ("can_leave", "id", "gak boleh keluar sama majikan", "no"),
        ("can_leave", "fr", "je ne peux pas partir", "no"),
        ("lawyer", "en", "he has no lawyer yet", "no"),
        ("lawyer", "id", "belum ada kak", "no"),
        ("lawyer", "fr", "il n'a pas d'avocat", "no"),
        ("lawyer", "zh", "还没找", "no"),
        ("hurt", "en", "he was not beaten", "no"),
        ("hurt", "en", "yes, he was beaten badly", "yes"),
        ("hurt", "id", "dipukul di bagian muka", "yes"),
        ("hurt", "zh", "没有被打", "no"),
        ("hurt", "fr", "on l’a frappé", "yes"),
        ("shelter", "id", "tidur di jalanan", "outdoors"),
        ("shelter", "fr", "à l’aéroport", "station"),
        ("wages", "zh", "三个月没发了", "unpaid"),
        ("about", "en", "me", "self"),
        ("about", "id", "saya sendiri", "self"),
        ("about", "zh", "我们一家", "group"),
        ("papers_left", "fr", "une photocopie", "copy"),
        ("travel_when", "id", "besok pagi", "two_days"),
        ("phone_owner", "zh", "老板的", "other"),
        ("lawyer", "en", "the weather is fine", None),
        ("about", "fr", "bonjour", None),
    ],
)
def test_a_typed_answer_is_coded(field: str, language: str, text: str, code: str | None) -> None:
    assert words().code(fields()[field], text, language) == code


def test_english_is_read_in_every_language_and_long_stories_say_no_yes() -> None:
    assert words().code(fields()["about"], "myself", "zh") == "self"
    story = "there is much to tell about how they came to the house in the night and took everything we had"
    assert words().code(fields()["lawyer"], story, "en") is None


@pytest.mark.parametrize(
    ("language", "text", "relation"),
    [
        ("en", "my brother was arrested in Ipoh", "sibling"),
        ("id", "adik saya ditangkap di Ipoh", "sibling"),
        ("id", "anak saya dirawat di rumah sakit", "parent"),
        ("zh", "我弟弟在吉隆坡被抓了", "sibling"),
        ("zh", "我妈妈住院了", "child"),
        ("fr", "mon mari a été arrêté à Alger", "spouse"),
    ],
)
def test_a_first_message_says_whom_it_is_about(language: str, text: str, relation: str) -> None:
    assert words().people(text, language) == {"about": "other", "relation": relation}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I was arrested with my brother"),
        ("en", "my friend and my brother are arrested"),
        ("en", "my mother's friend is arrested"),
        ("en", "somebody was arrested"),
        ("id", "saya ditangkap"),
        ("id", "teman adik saya ditangkap"),
        ("zh", "我被抓了"),
        ("zh", "我妈妈的朋友被抓了"),
        ("fr", "le frère de mon ami a été arrêté"),
        ("fr", "je suis à l’hôpital avec ma femme"),
    ],
)
def test_a_first_message_that_is_not_sure_is_asked_about(language: str, text: str) -> None:
    assert words().people(text, language) == {}


@pytest.mark.parametrize(
    ("language", "text", "field", "value", "wrong"),
    [
        ("en", "the hospital is Siloam, not Pondok Indah", "hospital", "Siloam", "Pondok Indah"),
        ("en", "Sorry, his employer is PT Maju.", "employer", "PT Maju", ""),
        ("en", "Siloam, not Pondok Indah", "", "Siloam", "Pondok Indah"),
        ("en", "not Siloam but RSCM", "", "RSCM", "Siloam"),
        ("id", "rumah sakitnya Siloam, bukan Pondok Indah", "hospital", "Siloam", "Pondok Indah"),
        ("id", "RS: Siloam", "hospital", "Siloam", ""),
        ("id", "bukan Siloam tapi RSCM", "", "RSCM", "Siloam"),
        ("id", "maaf, majikannya itu Pak Ahmad", "employer", "Pak Ahmad", ""),
        ("zh", "医院是协和，不是人民医院", "hospital", "协和", "人民医院"),
        ("zh", "医院是协和不是人民医院。", "hospital", "协和", "人民医院"),
        ("zh", "不是人民医院，是协和", "", "协和", "人民医院"),
        ("fr", "l’hôpital est Lariboisière, pas Cochin", "hospital", "Lariboisière", "Cochin"),
        ("fr", "pas Cochin mais Lariboisière", "", "Lariboisière", "Cochin"),
        ("fr", "Erreur : l'employeur s'appelle M. Diallo", "employer", "M. Diallo", ""),
    ],
)
def test_a_correction_names_the_field_or_what_was_wrong(
    language: str, text: str, field: str, value: str, wrong: str
) -> None:
    found = words().correction(text, language)
    assert found is not None
    assert (found.field, found.value, found.wrong, found.sure) == (field, value, wrong, True)


@pytest.mark.parametrize("text", ["hospital is far away", "the prison is very full"])
def test_speaking_of_a_thing_corrects_nothing(text: str) -> None:
    found = words().correction(text, "en")
    assert found is None or not found.sure


def test_stories_and_other_words_are_no_correction() -> None:
    assert words().correction("please help me", "en") is None
    assert words().correction("the hospital is " + "a" * LONGEST + ", not b", "en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_reads_the_same_fields_and_codes(language: str) -> None:
    yaml = YAML(typ="safe")
    own, english = (
        yaml.load((FOLDER / name / "intake.yml").read_text(encoding="utf-8")) for name in (language, "en")
    )
    assert set(own) == set(english)
    assert set(own["said"]) == set(english["said"])
    for name, codes in own["said"].items():
        allowed = ("yes", "no") if name == "any" else fields()[name].codes
        assert set(codes) <= set(allowed), name
        assert set(codes) | {"unknown"} == set(english["said"][name]) | {"unknown"}, name
        assert all(codes.values())
    assert set(own["people"]) == set(english["people"]) <= {"self", *fields()["relation"].codes}
    assert set(own["corrections"]["names"]) == set(english["corrections"]["names"]) <= set(fields())
