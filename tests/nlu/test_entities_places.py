"""Places and missions in four languages: names as people type them, and words that only look like places."""

from __future__ import annotations

import pytest

from bot.nlu.entities import EntityFinder
from bot.nlu.entities_gazetteer import Gazetteer, PlaceName
from bot.system.gazetteer import gazetteer

FINDER = EntityFinder(gazetteer())


def found(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(entity.kind, entity.text, entity.value) for entity in FINDER(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("kerja di taiwan", "id", ("country", "taiwan", "TW")),
        ("人在台灣", "zh", ("country", "台灣", "TW")),
        ("沙烏地", "zh", ("country", "沙烏地", "SA")),
        ("sy di arab", "id", ("country", "arab", "SA")),
        ("from the uk", "en", ("country", "uk", "GB")),
        ("i live in the us", "en", ("country", "us", "US")),
        ("je suis aux emirats", "fr", ("country", "emirats", "AE")),
        ("je suis à la mecque", "fr", ("city", "la mecque", "Mecca")),
        ("makkah", "id", ("city", "makkah", "Mecca")),
        ("dijogja", "id", ("city", "jogja", "Yogyakarta")),
        ("dikuala lumpur", "id", ("city", "kuala lumpur", "Kuala Lumpur")),
        ("jakartanya banjir", "id", ("city", "jakarta", "Jakarta")),
        ("di hongkongnya", "id", ("country", "hongkong", "HK")),
        ("in Hong-Kong", "en", ("country", "Hong-Kong", "HK")),
        ("St. Petersburg", "en", ("city", "St. Petersburg", "Saint Petersburg")),
        ("在KL没钱", "zh", ("city", "KL", "Kuala Lumpur")),
        ("在雅加达护照丢了", "zh", ("city", "雅加达", "Jakarta")),
        ("麦加人太多", "zh", ("city", "麦加", "Mecca")),
    ],
)
def test_names_as_people_type_them(text: str, language: str, wanted: tuple[str, str, str]) -> None:
    assert found(text, language) == [wanted]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("we're in nice and lost", "en", "Nice"),
        ("je suis à nice", "fr", "Nice"),
        ("flying to turkey", "en", "TR"),
        ("the war in chad", "en", "TD"),
        ("di kota batu", "id", "Batu"),
        ("i live in Mali", "en", "ML"),
        ("cyclone à La Réunion", "fr", "RE"),
        ("between yogya and solo", "en", "Surakarta"),
        ("male, maldives", "en", "Malé"),
        ("我在雪梨", "zh", "Sydney"),
    ],
)
def test_ordinary_words_with_a_signal_are_places(text: str, language: str, value: str) -> None:
    assert value in [entity.value for entity in FINDER(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("nice to meet you", "en"),
        ("have a nice day in spring", "en"),
        ("turkey sandwich", "en"),
        ("tell us more", "en"),
        ("i'm jordan", "en"),
        ("I'm Jordan", "en"),
        ("my name is Paris", "en"),
        ("saya di batu", "id"),
        ("di serang anjing", "id"),
        ("ibu sofia", "id"),
        ("jalan surabaya", "id"),
        ("hotel paris", "id"),
        ("nasi padang", "id"),
        ("bahasa inggris", "id"),
        ("saya orang prancis", "id"),
        ("kl gitu gimana", "id"),
        ("rue de Lyon", "fr"),
        ("un verre d'eau", "fr"),
        ("papa est mort du palu", "fr"),
        ("une grenade a explosé", "fr"),
        ("Air France", "fr"),
        ("bank of china", "en"),
        ("US passport", "en"),
        ("我是中国人", "zh"),
        ("印尼文", "zh"),
        ("北京路", "zh"),
        ("沿海地区", "zh"),
        ("完成都要等", "zh"),
        ("吃雪梨", "zh"),
    ],
)
def test_what_is_no_place(text: str, language: str) -> None:
    assert found(text, language) == []


def test_the_country_named_decides_between_equal_names() -> None:
    assert [e.country for e in FINDER("georgetown, guyana", "en")] == ["GY", "GY"]
    assert [e.country for e in FINDER("georgetown penang malaysia", "en")] == ["MY", "MY", "MY"]


def test_of_equal_names_the_first_counts() -> None:
    places = (PlaceName("Nara", "city", "JP", "Nara"), PlaceName("Nara", "city", "ML", "Nara"))
    assert [entity.country for entity in EntityFinder(Gazetteer(places))("in nara", "en")] == ["JP"]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("KJRI HK", "id", ("KJRI HK", "KJRI Hongkong", "ID")),
        ("kbri malaysia", "id", ("kbri malaysia", "KBRI Kuala Lumpur", "ID")),
        ("KBRI Jeddah", "id", ("KBRI Jeddah", "KJRI Jeddah", "ID")),
        ("kjri penang", "id", ("kjri penang", "KJRI Penang", "ID")),
        ("kdei", "id", ("kdei", "KDEI Taipei", "ID")),
        ("kedutaan besar RI di Ankara", "id", ("kedutaan besar RI di Ankara", "KBRI Ankara", "ID")),
        ("kedubes jepang jakarta", "id", ("kedubes jepang jakarta", "Embassy of Japan, Jakarta", "JP")),
        ("the Australian embassy", "en", ("Australian embassy", "Embassy of Australia", "AU")),
        ("us embassy", "en", ("us embassy", "Embassy of United States", "US")),
        ("embassy in the hague", "en", ("embassy in the hague", "Embassy, The Hague", "")),
        ("ambassade de France à Jakarta", "fr", ("ambassade de France à Jakarta", "Embassy of France, Jakarta", "FR")),
        ("ambassade indonésienne au maroc", "fr", ("ambassade indonésienne au maroc", "KBRI Rabat", "ID")),
        ("中国驻泗水总领馆", "zh", ("中国驻泗水总领馆", "Consulate General of China, Surabaya", "CN")),
        ("驻雅加达的中国大使馆", "zh", ("驻雅加达的中国大使馆", "Embassy of China, Jakarta", "CN")),
        ("印尼在香港的领事馆", "zh", ("印尼在香港的领事馆", "KJRI Hongkong", "ID")),
        ("在法国领事馆", "zh", ("法国领事馆", "Consulate of France", "FR")),
    ],
)
def test_missions(text: str, language: str, wanted: tuple[str, str, str]) -> None:
    (entity,) = FINDER(text, language)
    assert (entity.kind, entity.text, entity.value, entity.country) == ("mission", *wanted)


@pytest.mark.parametrize("text", ["mau ke kedutaan", "the embassy", "l'ambassade", "去大使馆", "KRI Dewaruci"])
def test_a_mission_without_owner_and_place_is_none(text: str) -> None:
    assert found(text) == []


def test_a_known_mission_has_its_position() -> None:
    (known,) = FINDER("KBRI Tokyo", "id")
    (unknown,) = FINDER("French embassy", "en")
    assert known.latitude == pytest.approx(35.6, abs=0.2)
    assert unknown.latitude is None
