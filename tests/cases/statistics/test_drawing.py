import sys

import pytest

from bot.cases.statistics import drawing
from bot.cases.statistics.drawing import Drawer
from bot.cases.statistics.pictures import BARS, Picture
from bot.cases.statistics.plots import svg_of

PICTURE = Picture("plot-topic", BARS, "Title", "Told", ("疾病",), ("a",), ((3,),), (("3",),))


async def test_another_process_draws_the_same_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    assert await drawer.draw([PICTURE]) == {"plot-topic": svg_of(PICTURE)}
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert await drawer.draw([PICTURE]) == {"plot-topic": svg_of(PICTURE)}


async def test_a_process_that_fails_leaves_the_page_without_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert await Drawer().draw([PICTURE]) == {}


async def test_a_process_that_cannot_start_leaves_the_page_without_plots(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert await Drawer().draw([PICTURE]) == {}


async def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 600\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    monkeypatch.setattr(drawing, "TIME_OUT_S", 0.2)
    assert await Drawer().draw([PICTURE]) == {}


async def test_nothing_to_draw_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert await Drawer().draw([]) == {}


async def test_old_plots_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async def draw_apart(order: bytes) -> dict[str, str]:
        orders.append(order)
        return {"x": "<svg/>"}

    orders: list[bytes] = []
    monkeypatch.setattr(drawing, "_draw_apart", draw_apart)
    drawer = Drawer()
    pictures = [Picture(str(n), BARS, "", "", ("a",), ("s",), ((1,),)) for n in range(40)]
    for picture in [*pictures, pictures[0], pictures[-1]]:
        await drawer.draw([picture])
    assert len(orders) == 41
