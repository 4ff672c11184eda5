import pytest
from opencc import OpenCC

from bot.reference.countries import countries, country_name, country_of_phone, is_country


@pytest.mark.parametrize(
    ("iso2", "language", "script", "name"),
    [
        ("ID", "en", None, "Indonesia"),
        ("CN", "id", None, "Tiongkok"),
        ("DE", "fr", None, "Allemagne"),
        ("SA", "zh", "Hans", "沙特阿拉伯"),
        ("TL", "zh", "Hant", "東帝汶"),
        ("my", "zh", None, "马来西亚"),
        ("FR", "ms", None, "France"),
        ("??", "en", None, "??"),
    ],
)
def test_names(iso2: str, language: str, script: str | None, name: str) -> None:
    assert country_name(iso2, language, script) == name


def test_traditional_names_are_what_opencc_makes_of_the_simplified_ones() -> None:
    convert = OpenCC("s2t").convert
    for country in countries().values():
        assert country.traditional_name == convert(country.names["zh"])


def test_every_country_has_four_names() -> None:
    assert len(countries()) == 252
    assert all(all(country.names.values()) for country in countries().values())


@pytest.mark.parametrize(
    ("phone", "iso2"),
    [
        ("+62 812 9007 0027", "ID"),
        ("8613811284505", "CN"),
        ("+33621122109", "FR"),
        ("+85252422240", "HK"),
        ("abc", None),
        ("", None),
        ("+0", None),
    ],
)
def test_phone_prefix_is_a_hint(phone: str, iso2: str | None) -> None:
    assert country_of_phone(phone) == iso2


def test_bad_input_is_no_country() -> None:
    assert not is_country(None)
    assert not is_country(7)
    assert country_of_phone(None) is None
    assert country_name(None) == ""
