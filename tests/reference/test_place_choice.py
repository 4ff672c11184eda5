import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reference.place_index import RARE, place_index
from bot.reference.places import find_places, place_of, places_of


def meant(text: str) -> list[str]:
    return [place.country for place in places_of(text, asked=True)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Paris", "FR"),
        ("I'm in Paris", "FR"),
        ("Paris Texas", "US"),
        ("Paris, in Texas", "US"),
        ("Paris, TX", "US"),
        ("from Paris to Texas", "FR"),
        ("train Paris Vienne", "FR"),
        ("巴黎", "FR"),
        ("德克萨斯州巴黎", "US"),
        ("London", "GB"),
        ("London, Ontario", "CA"),
        ("加拿大伦敦", "CA"),
        ("在伦敦维多利亚车站", "GB"),
        ("Sydney", "AU"),
        ("Sydney, Nova Scotia", "CA"),
        ("St. Petersburg", "RU"),
        ("St. Petersburg, Florida", "US"),
        ("Athens, Georgia", "US"),
        ("Tbilisi, Georgia", "GE"),
        ("Atlanta, Georgia", "US"),
        ("Georgia, USA", "US"),
        ("in Georgia in the US", "US"),
        ("佐治亚州", "US"),
        ("San Jose, California", "US"),
        ("San Jose CA", "US"),
        ("San José, Costa Rica", "CR"),
        ("Birmingham, Alabama", "US"),
        ("Tripoli, Liban", "LB"),
        ("Valencia, Venezuela", "VE"),
        ("Hyderabad di Pakistan", "PK"),
        ("Congo Brazzaville", "CG"),
        ("Korea Selatan", "KR"),
        ("Korea, Seoul", "KR"),
        ("Papua Nugini", "PG"),
        ("Georgetown, Guyana", "GY"),
        ("Newcastle upon Tyne", "GB"),
        ("Santiago de Chile", "CL"),
        ("Cambridge, Massachusetts", "US"),
    ],
)
def test_one_place_is_meant(text: str, country: str) -> None:
    assert meant(text) == [country]
    assert not place_of(text, asked=True).ambiguous


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Georgia", ["GE", "US"]),
        ("喬治亞", ["GE", "US"]),
        ("San José", ["CR", "US"]),
        ("圣何塞", ["CR", "US"]),
        ("Congo", ["CD", "CG"]),
        ("Korea", ["KR", "KP"]),
        ("Guinea", ["GN", "GQ", "GW", "PG"]),
        ("Birmingham", ["GB", "US"]),
        ("Cambridge", ["GB", "US"]),
        ("Victoria", ["AU", "SC", "CA"]),
        ("Santiago", ["CL", "ES", "DO", "CU"]),
        ("Valencia", ["ES", "VE"]),
        ("Tripoli", ["LY", "LB"]),
        ("Hyderabad", ["IN", "PK"]),
        ("Córdoba", ["ES", "AR"]),
        ("Granada", ["ES", "NI"]),
        ("Grenade", ["GD", "ES"]),
        ("Kingston", ["JM", "CA"]),
        ("Newcastle", ["GB", "AU", "ZA"]),
        ("Sebatik", ["ID", "MY"]),
        ("Padang Besar", ["MY", "TH"]),
        ("Arab", ["SA", "AE"]),
    ],
)
def test_the_person_has_to_be_asked(text: str, countries: list[str]) -> None:
    assert meant(text) == countries
    match = place_of(text, asked=True)
    assert match.ambiguous
    assert match.others == tuple(countries[1:])
    assert [place.country for place in match.alternatives] == countries


def test_towns_of_one_name_in_one_country_are_all_told() -> None:
    assert [place.region for place in places_of("Salem", asked=True)] == ["Oregon", "Massachusetts", ""]
    assert places_of("Paris, Texas")[0].region == "Texas"


@pytest.mark.parametrize(
    "text",
    [
        "Wakanda",
        "di Wakanda",
        "Atlantis",
        "Hogwarts",
        "à Poudlard",
        "桃花源",
        "我在瓦坎达",
        "Gotham City",
        "Narnia",
        "",
        "?",
    ],
)
def test_fictional_places_are_nowhere(text: str) -> None:
    assert places_of(text, asked=True) == ()
    assert find_places(text, asked=True) == []


@pytest.mark.parametrize(
    ("text", "country", "city"),
    [
        ("Pékin", "CN", "Beijing"),
        ("北京", "CN", "Beijing"),
        ("Peking", "CN", "Beijing"),
        ("臺北", "TW", "Taipei"),
        ("台北", "TW", "Taipei"),
        ("Mekkah", "SA", "Mecca"),
        ("Makkah", "SA", "Mecca"),
        ("La Mecque", "SA", "Mecca"),
        ("麦加", "SA", "Mecca"),
        ("Jeddah", "SA", "Jeddah"),
        ("Jedah", "SA", "Jeddah"),
        ("Djeddah", "SA", "Jeddah"),
        ("吉达", "SA", "Jeddah"),
        ("KL", "MY", "Kuala Lumpur"),
        ("HK", "HK", None),
        ("SG", "SG", None),
        ("澳門", "MO", None),
        ("元朗", "HK", "Yuen Long"),
        ("吉利马努克", "ID", "Gilimanuk"),
        ("丰盛港", "MY", "Mersing"),
        ("Cracovie", "PL", "Kraków"),
        ("Buraidah", "SA", "Buraydah"),
        ("胡富夫", "SA", "Hofuf"),
        ("Berau", "ID", "Tanjung Redeb"),
        ("仙本那", "MY", "Semporna"),
        ("Ahmedabad", "IN", "Ahmedabad"),
        ("Nuuk", "GL", "Nuuk"),
        ("Saipan", "MP", "Saipan"),
    ],
)
def test_names_of_cities_that_are_asked_for(text: str, country: str, city: str | None) -> None:
    (place,) = places_of(text, asked=True)
    assert (place.country, place.city) == (country, city)


@pytest.mark.parametrize(
    "text",
    ["badak goyang kaki", "utah utah", "dia tanta saya", "partie au marigot avec le seau", "那边和入境处"],
)
def test_more_common_words_are_no_places(text: str) -> None:
    assert find_places(text) == []


def test_no_name_is_only_rare() -> None:
    index = place_index()
    for names in (*index.latin.values(), *index.han.values()):
        for name, places in names:
            assert places[0].rank < RARE, name


NAMES = [
    "Paris",
    "Texas",
    "Georgia",
    "London",
    "Ontario",
    "San José",
    "巴黎",
    "加拿大",
    "CA",
    "in",
    ",",
    "di",
    "的",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=6), st.sampled_from([" ", "", ", ", " (", "\n"]))
def test_alternatives_agree_with_the_match(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    for match in find_places(text):
        if match.alternatives:
            assert match.ambiguous
            assert match.alternatives[0].country == match.country
            assert set(match.others) == {place.country for place in match.alternatives} - {match.country}
        else:
            assert match.others == ()
    found = places_of(text)
    assert (found == ()) is (place_of(text) is None)


@given(st.one_of(st.none(), st.integers(), st.binary(), st.text()))
def test_no_input_raises(text: object) -> None:
    assert isinstance(places_of(text), tuple)
