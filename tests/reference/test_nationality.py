import pytest

from bot.reference.nationality import nationalities_named


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I'm Chinese", ["CN"]),
        ("saya orang Prancis", ["FR"]),
        ("je suis belge", ["BE"]),
        ("我是中国人", ["CN"]),
        ("我是臺灣人", ["TW"]),
        ("WNI", ["ID"]),
        ("warga negara Korea Selatan", ["KR"]),
        ("我先生是法国籍", ["FR"]),
        ("my wife is South African", ["ZA"]),
        ("ma femme est indonésienne", ["ID"]),
        ("I am in China", []),
        ("", []),
    ],
)
def test_nationality_in_words(text: str, codes: list[str]) -> None:
    assert nationalities_named(text) == codes


def test_two_nationalities_in_order() -> None:
    assert nationalities_named("I am French, my husband is Indonesian") == ["FR", "ID"]


def test_bad_input_names_none() -> None:
    assert nationalities_named(None) == []
