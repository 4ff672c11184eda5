"""The page and its plots."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.nlu.errors import DataError
from bot.nlu.evaluation.compare import compare
from bot.nlu.evaluation.entity_cases import Fact
from bot.nlu.evaluation.entity_scores import EntityReading
from bot.nlu.evaluation.gate_file import Gate
from bot.nlu.evaluation.gates import judge
from bot.nlu.evaluation.near_copies import NearCopy
from bot.nlu.evaluation.page.write import PlotsMissing, write_page, write_plots
from bot.nlu.evaluation.plots.draw import as_svg
from bot.nlu.evaluation.plots.style import COLOURS
from tests.nlu.evaluation.made_up import FIRE, few, reading, report

VOID = {"meta", "link", "br", "img", "hr"}


class Page(HTMLParser):
    """Collects what a page is made of; complains about elements that are not closed in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src", "xlink:href") and value:
                (self.targets if value.startswith("#") else self.addresses).append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


def test_the_page_needs_nothing_else_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    now = report(
        [*few("en"), *few("fr"), reading("tasukete", "critical", "critical", [FIRE], FIRE, folder="other")],
        entity_readings=[EntityReading("en", "in bali", (), (Fact("city", "bali", "Bali", "ID"),), ())],
        near_copies=[NearCopy("help me", "Help me!", 1.0)],
    )
    verdict = judge(now, [Gate("critical_recall", "en", 0.99, 0.9), Gate("topic_spread", "", 0.02, 0.1)])
    before = report([reading("hi there", topic=FIRE), *few("fr")], model="before")
    html = write_page(now, tmp_path, verdict, compare(before, now)).read_text(encoding="utf-8")
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert page.addresses == []
    assert len(set(page.ids)) == len(page.ids)
    assert {target[1:] for target in page.targets} <= set(page.ids)
    for part in ("abc123def456", "FLOOR MISSED", "Missed emergencies: 2", "smoke", "Newly right: 1", "Help me!",
                 "missed: city Bali ID", "emergency_fire", "must not be released"):  # fmt: skip
        assert part in page.text, part
    assert "prefers-color-scheme: dark" in html
    assert 'name="viewport"' in html


def test_a_page_without_gates_comparison_and_entities(tmp_path: Path) -> None:
    page = Page(write_page(report([reading("hi")]), tmp_path).read_text(encoding="utf-8"))
    assert "gates" not in page.ids
    assert "comparison" not in page.ids
    assert "No file of held-out entities was there." in page.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "\ud83d", "\x00", "\u202eabc"])
def test_sentences_are_shown_as_they_are(tmp_path: Path, text: str) -> None:
    html = write_page(report([reading(text, "critical", "routine")]), tmp_path).read_text(encoding="utf-8")
    assert "<script" not in html
    if text.startswith("{{"):
        assert text in html


def test_a_page_with_every_colour_set_for_light_and_dark(tmp_path: Path) -> None:
    html = write_page(report(), tmp_path).read_text(encoding="utf-8")
    for name in COLOURS:
        assert html.count(f"--{name}:") == 2, name


def test_plots_take_their_colours_from_the_page() -> None:
    danger = [reading(f"x{n}", "critical", "critical", [FIRE], FIRE, danger=0.9) for n in range(3)]
    drawn = as_svg(report([*few("en"), *few("fr"), *danger]))
    assert list(drawn) == ["alarms", "topic_f1", "confusions", "reliability_topic", "reliability_danger"]
    for name, (title, svg) in drawn.items():
        assert title
        element = ElementTree.fromstring(svg)
        assert element.get("role") == "img"
        assert element.get("aria-label")
        assert "var(--ink)" in svg
        assert not any(colour in svg for colour in COLOURS.values()), name


def test_the_same_report_gives_the_same_plots() -> None:
    assert as_svg(report()) == as_svg(report())


def test_plots_of_a_perfect_model() -> None:
    assert "confusions" in as_svg(report([reading("hi")]))


def test_png_files(tmp_path: Path) -> None:
    paths = write_plots(report(), tmp_path)
    assert [path.name for path in paths] == [
        "alarms.png", "topic_f1.png", "confusions.png", "reliability_topic.png",
    ]  # fmt: skip
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    for write in (write_page, write_plots):
        with pytest.raises(DataError, match="--out"):
            write(report([reading("hi")]), tmp_path / "none")


def test_without_the_drawing_library_people_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.nlu.evaluation.plots.draw", None)
    for write in (write_page, write_plots):
        with pytest.raises(PlotsMissing, match="matplotlib"):
            write(report(), tmp_path)
