import re
import string
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.reference.numbers import first_answer_numbers
from bot.reference.show_cards import local_languages, show_card, text_lines
from bot.reference.tables import DATA_DIR, table

ROOT = Path(__file__).resolve().parents[2]
DATA = YAML(typ="safe").load((DATA_DIR / "show_cards.yml").read_text(encoding="utf-8"))
TAXONOMY = YAML(typ="safe").load((ROOT / "nlu_data" / "taxonomy.yml").read_text(encoding="utf-8"))
TOPICS = [name for name in TAXONOMY if name.startswith("emergency_")]
WATCHED = [name for name in TOPICS if TAXONOMY[name].get("watched")]
COUNTRIES = [row["iso2"] for row in table("emergency_numbers")]
LANGUAGES = DATA["languages"]
RTL = [code for code, words in LANGUAGES.items() if words.get("rtl")]
READERS = ["id", "en", "fr", "zh-Hans", "zh-Hant"]
HERE = (-6.2, 106.8)
ISOLATES = re.compile("[\u2066-\u2069]")


@dataclass(frozen=True)
class Line:
    label: str
    number: str


def lines(*numbers: str) -> list[Line]:
    return [Line("general", number) for number in numbers]


def fields(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name)


def digits_left(text: str, *printed: str) -> str:
    bare = ISOLATES.sub("", text)
    for part in printed:
        bare = bare.replace(part, "")
    return "".join(c for c in bare if unicodedata.category(c).startswith("N"))


def test_every_emergency_topic_has_words() -> None:
    assert sorted(DATA["topics"]) == sorted(TOPICS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_lines_and_placeholders(code: str) -> None:
    words, model = dict(LANGUAGES[code]), LANGUAGES["en"]
    words.pop("rtl", None)
    assert list(words) == list(model)
    for name in model:
        assert words[name].strip()
        assert fields(words[name]) == fields(model[name]), name
        assert not digits_left(words[name]), name
        assert len(words[name]) <= 100, name
    assert words["review"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_script_tells_the_direction(code: str) -> None:
    directions = {unicodedata.bidirectional(c) for c in LANGUAGES[code]["neutral"]}
    assert bool(directions & {"R", "AL"}) == bool(LANGUAGES[code].get("rtl"))


def test_every_country_has_languages_once() -> None:
    rows = table("country_languages")
    assert [row["iso2"] for row in rows] == COUNTRIES
    for row in rows:
        listed = row["languages"].split(";")
        assert len(set(listed)) == len(listed)
        assert all(re.fullmatch(r"[a-z]{2,3}(-Han[st])?", code) for code in listed), row


@given(
    topic=st.sampled_from([*TOPICS, "consular_extortion"]),
    country=st.sampled_from([*COUNTRIES, None]),
    reader=st.sampled_from(READERS),
    numbers=st.lists(st.from_regex(r"\A\+?[0-9]{1,4}( [0-9]{2,4}){0,3}\Z"), max_size=3),
    place=st.text(st.sampled_from("abc DEF, .كلم街"), max_size=200),
    position=st.none()
    | st.tuples(st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)),
)
def test_any_card(
    topic: str,
    country: str | None,
    reader: str,
    numbers: list[str],
    place: str,
    position: tuple[float, float] | None,
) -> None:
    card = show_card(topic, country, reader, lines(*numbers), place, position)
    blocks = card.text.split("\n\n")
    local = blocks[: len(local_languages(country))]
    assert card.text.strip() == card.text != ""
    assert len(card.text) <= 700
    assert all(len(block) <= 350 for block in local)
    assert len(blocks) == len(card.languages) == len(set(card.languages))
    degrees = re.findall(r"\d+\.\d{5} [NS], \d+\.\d{5} [EW]", card.text)
    assert len(degrees) == (position is not None)
    # The longest first: a short number may be part of a long one.
    assert not digits_left(card.text, *degrees, *sorted(numbers, key=len, reverse=True))
    for number in list(dict.fromkeys(numbers))[:2]:
        assert all(number in block for block in blocks)
    assert "{" not in card.text
    assert card.text.count("\u2066") + card.text.count("\u2068") == card.text.count("\u2069")


@pytest.mark.parametrize("topic", TOPICS)
def test_real_numbers_leave_every_line_of_the_reader(topic: str) -> None:
    last = DATA["topics"][topic]["last"]
    place = "Hotel Merdeka, Jalan Sudirman, " * 3
    for country in COUNTRIES:
        numbers = first_answer_numbers(country, topic, False, "ID")
        for reader in READERS:
            card = show_card(topic, country, reader, numbers, place, HERE)
            code = card.languages[-1]
            assert card.text.endswith("\n".join(LANGUAGES[code][name] for name in last)), country
            assert "Hotel Merdeka" in card.text.split("\n\n")[0], country
            assert len(card.text) <= 700


@pytest.mark.parametrize("topic", [*WATCHED, "consular_extortion", "no_such_topic"])
def test_a_watched_persons_card_says_nothing_of_the_danger(topic: str) -> None:
    parts = DATA["topics"].get(topic, DATA["other_topics"])
    assert parts["what"] == ("hospital" if topic == "emergency_sexual_violence" else "neutral")
    assert parts["unnumbered"] == "call_emergency_services"
    assert "quiet" in parts["last"]
    for code, words in LANGUAGES.items():
        country = next((c for c in COUNTRIES if code in local_languages(c)), None)
        for numbers in ([], lines("110")):
            card = show_card(topic, country, code, numbers)
            assert card.text.startswith(LANGUAGES[card.languages[0]]["neutral"][:-1])
            assert words["call_police_or_ambulance"] not in card.text


@pytest.mark.parametrize("topic", ["emergency_captivity", "emergency_domestic_violence"])
def test_nobody_is_asked_to_stand_beside_a_person_who_is_held(topic: str) -> None:
    assert LANGUAGES["en"]["stay"] not in show_card(topic, "GB", "en", []).text


def test_self_harm_looks_like_any_medical_emergency_and_asks_for_no_police() -> None:
    card = show_card("emergency_self_harm", "GB", "en", [])
    assert card.text.startswith(LANGUAGES["en"]["medical"])
    assert "police" not in card.text


def test_a_full_card() -> None:
    card = show_card("emergency_accident", "DE", "id", lines("112", "112", "110"), "Bahnhof Köln", HERE)
    assert card.text == (
        "Es gab einen Verkehrsunfall mit Verletzten.\n"
        "Ich kann nicht telefonieren.\n"
        "Ich spreche kein Deutsch.\n"
        "Bitte rufen Sie für mich 112 oder 110 an.\n"
        "Ich bin hier: Bahnhof Köln\n"
        "GPS: 6.20000 S, 106.80000 E\n"
        "Bitte bleiben Sie bei mir.\n"
        "\n"
        "Ada kecelakaan lalu lintas. Ada orang terluka.\n"
        "Mohon teleponkan 112 atau 110 untuk saya.\n"
        "Mohon temani saya."
    )
    assert (card.languages, card.country, card.rtl) == (("de", "id"), "DE", False)


@pytest.mark.parametrize("code", RTL)
def test_numbers_keep_their_direction_in_a_right_to_left_sentence(code: str) -> None:
    country = next(c for c in COUNTRIES if local_languages(c)[0] == code)
    card = show_card("emergency_fire", country, "id", lines("999", "+971 4 000 0000"), "Hotel 7", HERE)
    block = card.text.split("\n\n")[0]
    assert card.rtl
    for part in ("999", "+971 4 000 0000", "6.20000 S, 106.80000 E"):
        assert f"\u2066{part}\u2069" in block
    assert "\u2068Hotel 7\u2069" in block
    assert not ISOLATES.search(card.text.split("\n\n")[-1])


def test_the_first_two_different_numbers_are_printed() -> None:
    numbers = lines("101", "101", "not a number", "9" * 21, "202", "303")
    text = show_card("emergency_fire", "GB", "en", numbers).text
    assert "Please call 101 or 202 for me." in text
    assert digits_left(text, "101", "202") == ""


def test_no_number_asks_for_the_services_by_name() -> None:
    for none in ([], lines("-"), lines("")):
        card = show_card("emergency_fire", "GB", "en", none)
        assert "Please call the police or an ambulance." in card.text


@pytest.mark.parametrize("position", [None, (float("nan"), 0.0), (91.0, 0.0), (1.0,), "here", (True, False)])
def test_without_a_position_the_line_is_left_out(position: object) -> None:
    assert "GPS" not in show_card("emergency_rescue", "FR", "fr", [], "", position).text  # type: ignore[arg-type]


def test_nobody_says_he_does_not_speak_his_own_language() -> None:
    for country, reader in [("GB", "en"), ("MY", "id"), ("TW", "zh"), ("HK", "zh-Hans"), ("CN", "zh-TW")]:
        card = show_card("emergency_medical", country, reader, [])
        assert LANGUAGES[card.languages[0]]["no_language"] not in card.text
    assert LANGUAGES["ms"]["no_language"] in show_card("emergency_medical", "MY", "fr", []).text


@pytest.mark.parametrize(
    ("country", "reader", "languages"),
    [
        ("CH", "id", ("de", "fr", "id")),
        ("CA", "fr", ("en", "fr")),
        ("SG", "en", ("en", "zh-Hans")),
        ("HK", "zh-HK", ("zh-Hant", "en")),
        ("TW", "zh", ("zh-Hant", "zh-Hans")),
        ("ID", "id-ID", ("id",)),
        ("KH", "id", ("en", "id")),
        ("jp", "zh_Hant", ("ja", "zh-Hant")),
        (None, "id", ("en", "id")),
        ("??", "tlh", ("en",)),
    ],
)
def test_whose_languages(country: str | None, reader: str, languages: tuple[str, ...]) -> None:
    assert show_card("emergency_fire", country, reader, []).languages == languages


@given(
    topic=st.text() | st.none(),
    country=st.text() | st.none(),
    reader=st.text() | st.none(),
    number=st.text() | st.none(),
    place=st.text() | st.none(),
)
def test_nothing_from_outside_breaks_a_card(
    topic: str, country: str, reader: str, number: str, place: str
) -> None:
    card = show_card(topic, country, reader, lines(number), place)
    blocks = card.text.split("\n\n")
    assert len(card.text) <= 700
    assert len(blocks) == len(card.languages)
    assert all(unicodedata.category(c) not in ("Cs", "Cc") for c in card.text.replace("\n", ""))


def test_a_place_cannot_turn_the_text_or_add_lines() -> None:
    card = show_card("emergency_fire", "GB", "en", [], "Gate\n{numbers}\u202e\u2069\u2028 east")
    assert "I am here: Gate {numbers} east\n" in card.text


def test_a_long_place_is_cut_visibly() -> None:
    card = show_card("emergency_fire", "GB", "en", [], "street " * 40)
    where = next(line for line in card.text.split("\n") if line.startswith("I am here: "))
    assert where.endswith("…")
    assert 60 < len(where) <= 91


def test_text_lines_carry_their_limits_and_confidence() -> None:
    assert text_lines("AU") == [
        "Line for deaf people 106: 106 is for text telephones (TTY), not SMS. (one source)"
    ]
    assert text_lines("gb") == ['SMS 999: register first: text "register" to 999 (confirmed by two sources)']
    assert "Line for deaf people 114: 114 by SMS for deaf people (one source)" in text_lines("FR")
    assert text_lines("DE") == text_lines(None) == text_lines("??") == []
