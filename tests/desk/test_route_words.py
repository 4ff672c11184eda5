"""Why a desk has a case reads in every language; nothing that routing can write stays in its own words."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.accounts.hours import parse_hours
from bot.cases.place import Place
from bot.cases.routing import Matter, route
from bot.desk.labels import LANGUAGES, Labels
from bot.desk.route_words import route_words
from bot.store.tables import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PLACES = (
    Place(),
    Place(latitude=0.0, longitude=0.0),
    Place(country="ID", source="answer"),
    Place(country="FR", source="text", told="gare de Lyon"),
    Place(country="FR", source="text"),
    Place(country="SA", city="Riyadh", source="text"),
    Place(country="ID", source="position", quarter="Kemang", in_jakarta=True, accuracy_m=40.0),
    Place(country="ID", source="position", in_jakarta=True, position_at=NIGHT - timedelta(minutes=30)),
    Place(country="FR", source="position", city="Paris", city_km=2.0, position_at=NIGHT - timedelta(hours=5)),
    Place(country="FR", source="position", city="Paris", city_km=40.4, accuracy_m=12.0),
    Place(country="CD", source="position"),
)
WRITTEN = {
    "bot/cases/routing.py": ("route", "from_desk", "_silent", "_note", "_closed", "_keeper", "_no_mission"),
    "bot/cases/place.py": ("words", "_near", "_quality"),
    "bot/cases/transfer_taking.py": ("move",),
}
NOT_SHOWN = re.compile(r"112|routine|mission|partner|position|answer|No duty desk exists.*|[^A-Za-z]*")
"""Text in these functions that is no phrase: kinds of desks, sources of a place, an error."""


def desks() -> list[Desk]:
    """A duty desk, desks with and without hours, and contacts."""
    hours = parse_hours("mon-fri 09:00-17:00")
    zone = {"timezone": "Europe/Paris"}
    rows = (
        ("duty", "112", True, True, None, {"countries": ["ID"]}, {}),
        ("paris", "mission", False, True, 1, {"countries": ["FR"], "nationality": "ID", **zone}, hours),
        ("saudi", "mission", False, False, 1, {"countries": ["SA", "CD"], "nationality": "ID"}, {}),
        ("china", "mission", False, False, 1, {"countries": ["ID", "FR"], "nationality": "CN"}, {}),
    )
    return [
        Desk(
            id=n, code=code, name=f"Desk: {code}", kind=kind, is_duty=is_duty, staffed=staffed,
            parent_id=parent, coverage=coverage, hours=hours,
        )
        for n, (code, kind, is_duty, staffed, parent, coverage, hours) in enumerate(rows, 1)
    ]  # fmt: skip


@cache
def samples() -> tuple[str, ...]:
    """Everything that routing says of these desks, places, topics, nationalities and hours."""
    found = {"Desk: paris: transferred from Desk: duty: he is in Paris; call him"}
    for place in PLACES:
        for nationality in (None, "ID", "CN", "BR"):
            for topic in ("emergency_fire", "consular_arrest", "chat_complaint"):
                for urgency in ("critical", "routine"):
                    for now in (NOON, NIGHT):
                        for officer in (False, True):
                            matter = Matter(place, topic, urgency, nationality, now)
                            found.add(route(desks(), matter, has_officer=lambda _desk, on=officer: on).why)
    return tuple(sorted(found))


def phrases() -> set[str]:
    """The pieces of text in the functions that write why a desk was chosen."""
    found: set[str] = set()
    for path, functions in WRITTEN.items():
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or node.name not in functions:
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            for part in (inner for one in body for inner in ast.walk(one)):
                if isinstance(part, ast.Assign) and "route_why" in ast.unparse(part.targets[0]):
                    found |= _texts(part.value)
                elif path != "bot/cases/transfer_taking.py":
                    found |= _texts(part)
    return {text.strip(" :;,()") for text in found if not NOT_SHOWN.fullmatch(text.strip())}


def _texts(node: ast.AST) -> set[str]:
    return {
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_the_samples_hold_every_phrase_of_the_code() -> None:
    everything = "\n".join(samples())
    code = {text for text in phrases() if text not in ("%a %H:%M %Z", ".0f", "a %H:%M %Z")}
    assert len(code) > 20
    assert sorted(text for text in code if text not in everything) == []


def test_in_english_it_reads_as_it_was_written() -> None:
    labels = Labels("en")
    assert [text for text in samples() if route_words(labels, text) != text] == []
    assert len(samples()) > 40


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_in_other_languages_no_phrase_of_the_code_is_left(language: str) -> None:
    labels = Labels(language)
    pieces = sorted(text for text in phrases() if len(text) > 4)
    left = []
    for text in samples():
        told = route_words(labels, text)
        left += [f"{text} → {told}" for piece in pieces if piece in told]
        if re.search(r"\{\w*\}|route\.", told) or told == text:
            left.append(told)
        for number in re.findall(r"(?<!\w)\d+(?: m|:\d\d)", text):
            if number.split()[0] not in told:
                left.append(f"{number} lost: {told}")
    assert left == []


def test_one_sentence_in_four_languages() -> None:
    why = "Jakarta 112: shared position in Kemang, 40 m"
    assert route_words(Labels("en"), why) == why
    assert route_words(Labels("id"), why) == "Jakarta 112: posisi yang dibagikan di Kemang, 40 m"
    assert route_words(Labels("fr"), why) == "Jakarta 112 : position partagée : Kemang, à 40 m près"
    assert route_words(Labels("zh"), why) == "Jakarta 112：分享的位置在Kemang，精度 40 米"
    assert "巴黎，法国" in route_words(Labels("zh"), "A: shared position in Paris, France")


@pytest.mark.parametrize("text", ["", "moved by hand", "A: for no reason", "A; B: C keeps it (", ": ", "x" * 4000])
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    for language in LANGUAGES:
        assert route_words(Labels(language), text) == text
