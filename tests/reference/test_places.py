import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reference.places import find_places, place_of


def named(text: str, asked: bool = False) -> list[tuple[str, str | None]]:
    return [(match.country, match.city) for match in find_places(text, asked)]


@pytest.mark.parametrize(
    ("text", "country", "city"),
    [
        ("I am stuck in Beijing", "CN", "Beijing"),
        ("je suis à Pékin", "CN", "Beijing"),
        ("saya di Peking", "CN", "Beijing"),
        ("我在北京", "CN", "Beijing"),
        ("我在雅加达", "ID", "Jakarta"),
        ("我在雅加達", "ID", "Jakarta"),
        ("tolong, kami di KOTA KINABALU", "MY", "Kota Kinabalu"),
        ("人在妙瓦底", "MM", "Myawaddy"),
        ("majikan di riyadh", "SA", "Riyadh"),
        ("在沙烏地阿拉伯利雅德", "SA", None),
        ("à La Mecque", "SA", "Mecca"),
        ("dijakarta ada kebakaran", "ID", "Jakarta"),
        ("di Makkah", "SA", "Mecca"),
        ("bloqué à Nouméa", "NC", "Nouméa"),
        ("en Côte d'Ivoire", "CI", None),
        ("cote d ivoire", "CI", None),
        ("l'Indonésie", "ID", None),
        ("in Ho Chi Minh", "VN", "Ho Chi Minh City"),
        ("在胡志明市", "VN", "Ho Chi Minh City"),
        ("在檳城", "MY", "Penang"),
        ("di Jawa Timur", "ID", "East Java"),
        ("di Papua Nugini", "PG", None),
        ("di Korsel", "KR", None),
        ("in Washington DC", "US", "Washington, D.C."),
        ("en Arabie saoudite", "SA", None),
        ("在阿聯酋", "AE", None),
        ("Londres", "GB", "London"),
        ("Den Haag", "NL", "The Hague"),
        ("bandara soetta", "ID", "Soekarno-Hatta International Airport"),
    ],
)
def test_places_in_four_languages(text: str, country: str, city: str | None) -> None:
    assert named(text)[0] == (country, city)


@pytest.mark.parametrize(
    "text",
    [
        "di Kemang",
        "dekat Blok M",
        "stasiun Gambir",
        "在雅加达苏迪曼",
        "Menteng",
        "Kota Tua",
        "Monas",
        "apartemen di Kelapa Gading",
        "mall di Kuningan",
        "在雅加达唐人街",
    ],
)
def test_parts_of_jakarta(text: str) -> None:
    assert find_places(text)[-1].in_jakarta
    assert find_places(text)[-1].city == "Jakarta"


def test_the_airport_of_jakarta_is_in_banten() -> None:
    assert not find_places("di Soekarno-Hatta")[0].in_jakarta


@pytest.mark.parametrize(
    "text",
    [
        "have a nice day",
        "nice",
        "Nice!",
        "turkey sandwich",
        "male, bleeding",
        "lima orang luka",
        "nasib malang",
        "saya di serang orang",
        "aku diserang",
        "cuba tolong",
        "medan perang",
        "guinea pig",
        "help us",
        "HELP US",
        "my son is on the autism spectrum, solo traveller",
        "she angers easily",
        "un peu de sucre",
        "bursa kerja",
        "我的包包被偷了",
        "大理石",
        "汉堡店着火",
        "印度洋",
        "她很完美里面有人",
        "",
    ],
)
def test_common_words_are_no_places(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("je suis à Nice", "FR"),
        ("je suis a nice", "FR"),
        ("we are in turkey", "TR"),
        ("Male, Maldives", "MV"),
        ("di Lima, Peru", "PE"),
        ("saya di malang", "ID"),
        ("I am in Chad", "TD"),
        ("in the US", "US"),
        ("di Batam", "ID"),
        ("kerja di arab", "SA"),
    ],
)
def test_common_words_in_context_are_places(text: str, country: str) -> None:
    assert named(text)[0][0] == country


def test_a_bare_common_word_counts_only_as_an_answer() -> None:
    assert named("Nice") == []
    assert named("Nice", asked=True) == [("FR", "Nice")]
    assert named("lima", asked=True) == [("PE", "Lima")]


@pytest.mark.parametrize(
    "text",
    [
        "I am Chinese",
        "我是中国人",
        "saya orang Cina",
        "warga negara Prancis",
        "embassy of China",
        "ambassade de Chine",
        "paspor Indonesia",
        "bahasa Inggris",
        "中国驻印尼大使馆",
        "法国护照",
        "印尼移工",
        "je suis français",
    ],
)
def test_people_languages_and_embassies_are_no_places(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    ["I'm from China", "saya dari Surabaya", "je viens de France", "我来自法国", "我从法国来", "asal Medan"],
)
def test_origin_is_not_where_the_person_is(text: str) -> None:
    assert [match.origin for match in find_places(text)] == [True]
    assert place_of(text) is None


def test_the_most_exact_place_wins() -> None:
    assert place_of("Saya dari Surabaya, sekarang di Malaysia, kota Johor Bahru").city == "Johor Bahru"
    assert place_of("nothing here") is None


def test_ambiguous_names() -> None:
    assert find_places("di Kongo")[0].ambiguous
    assert find_places("di Kongo")[0].others == ("CG",)
    assert find_places("Sudirman, tolong")[0:1] == [] or find_places("di Sudirman")[0].ambiguous
    georgetown = place_of("Georgetown, Guyana")
    assert (georgetown.country, georgetown.ambiguous) == ("GY", False)
    assert find_places("Georgetown")[0].ambiguous
    assert not find_places("突尼斯")[0].ambiguous


def test_spans_point_into_the_text() -> None:
    text = "Tolong! Di Kuala  Lumpur, dijakarta, 在馬來西亞新山, N'Djaména."
    for match in find_places(text):
        assert text[slice(*match.span)] == match.name
    assert [m.name for m in find_places(text)] == [
        "Kuala  Lumpur",
        "jakarta",
        "馬來西亞",
        "新山",
        "N'Djaména",
    ]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_ordered_spans_without_overlap(text: str) -> None:
    end = 0
    for match in find_places(text):
        assert match.span[0] >= end
        assert match.span[1] > match.span[0]
        end = match.span[1]


def test_bad_input_names_nothing() -> None:
    assert find_places(None) == []
    assert place_of(3) is None
