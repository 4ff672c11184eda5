import re
from xml.etree import ElementTree

import pytest

from bot.cases.statistics.pictures import BARS, COLUMNS, SHARES, Line, Picture
from bot.cases.statistics.plots import svg_of

LABELS = ('<b>"疾病" & $x$</b>', "Lost passport")
PICTURES = (
    Picture(
        "plot-bars", BARS, "Bars", 'Told "so" & <more>', LABELS, ("a", "b"), ((3, 1), (2, 0)), (("5", "1"),),
    ),
    Picture(
        "plot-shares", SHARES, "Shares", "Told", LABELS, ("15", "20"), ((0.5, 1.0), (0.75, 1.0)),
        (("50 %", "100 %"), ("75 %", "100 %")), (Line(0.9, "90 %", 0),),
    ),
    Picture("plot-columns", COLUMNS, "Columns", "Told", LABELS, ("a",), ((3, 0),), (("3", "*"),)),
)  # fmt: skip


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.kind)
def test_an_element_without_styles_of_its_own(picture: Picture) -> None:
    drawn = svg_of(picture)
    assert drawn.startswith("<svg ")
    # A page may forbid both; and its own colours and fonts could not reach in.
    assert "<style" not in drawn
    assert "style=" not in drawn
    assert "font-family" not in drawn
    assert not re.findall(r"#[0-9a-f]{6}", drawn)
    assert "var(--plot-1)" in drawn


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.kind)
def test_words_stay_words_and_do_nothing(picture: Picture) -> None:
    root = ElementTree.fromstring(
        svg_of(picture).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    )
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert LABELS[0] in texts
    assert root.get("aria-label") == picture.alt
    assert root.get("role") == "img"


def test_names_inside_are_its_own() -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', svg_of(picture))) for picture in PICTURES]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_the_same_figures_give_the_same_plot() -> None:
    assert svg_of(PICTURES[0]) == svg_of(PICTURES[0])


def test_nothing_to_draw() -> None:
    assert Picture("x", BARS, "", "", (), (), ()).is_empty
    assert Picture("x", BARS, "", "", ("a",), ("s",), ((0,),)).is_empty
    assert not PICTURES[0].is_empty
