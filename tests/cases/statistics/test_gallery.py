from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cases.statistics.gallery import answer_picture, bar_picture, months_picture, page_pictures
from bot.cases.statistics.overview import ANSWER_COLUMNS, overview
from bot.cases.statistics.scope import recent, year_of
from bot.cases.statistics.tables import HIDDEN, Column, Row, Table
from bot.desk.labels import LANGUAGES, Labels
from bot.store.database import Store
from tests.cases.statistics.making import NOON, answered_after, put_case
from tests.factories import make_desk

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_gets_its_plots_with_words_for_those_who_do_not_see(store: Store, language: str) -> None:
    store.write_now(lambda session: put_case(session, steps=answered_after(12)) and None)
    now = NOON + timedelta(hours=1)
    found = store.read_now(lambda session: overview(session, recent(30, now, JAKARTA), now))
    pictures = {picture.name: picture for picture in page_pictures(Labels(language), found)}
    assert list(pictures) == ["plot-answers", "plot-series", "plot-topic", "plot-country", "plot-age"]
    for picture in pictures.values():
        assert "statistics." not in picture.alt + picture.title + "".join(picture.series)
        assert all(len(row) == len(picture.labels) for row in picture.values)
    assert "1" in pictures["plot-answers"].labels[0]


def test_an_empty_page_has_none(store: Store) -> None:
    store.write_now(lambda session: make_desk(session) and None)
    found = store.read_now(lambda session: overview(session, recent(30, NOON, JAKARTA), NOON))
    assert page_pictures(Labels("en"), found) == []


def test_what_is_hidden_is_not_drawn() -> None:
    words = Labels("en")
    table = Table("country", "country", (Column("handled"),), (Row("MY", (9,)), Row("BR", (HIDDEN,))))
    picture = bar_picture(words, table, ("handled",), {})
    assert (picture.labels, picture.values, picture.texts) == (("Malaysia",), ((9.0,),), (("9",),))
    assert "Brazil" not in picture.alt
    answers = Table("answers", "language", ANSWER_COLUMNS[:-1], (Row("fr", (HIDDEN,) * 5),))
    assert answer_picture(words, answers, {}).is_empty


def test_a_hidden_month_has_the_sign_in_place_of_its_column() -> None:
    steps = year_of(2026, JAKARTA).steps("month")[:2]
    table = Table(
        "months", "months", (Column("handled"),), (Row("2026-01", (HIDDEN,)), Row("2026-02", (12,)))
    )
    picture = months_picture(Labels("fr"), table, steps)
    assert (picture.labels, picture.values, picture.texts) == (
        ("janv.", "févr."),
        ((0.0, 12.0),),
        (("*", "12"),),
    )
