"""Figures and codes in the words of a language: 1.234, 93,5 %, 12 s, 印度尼西亚."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from babel import Locale, dates, numbers

from bot.cases.statistics.facts import UNKNOWN
from bot.cases.statistics.measures import GOALS, NEVER
from bot.cases.statistics.scope import Step
from bot.cases.statistics.tables import COUNT, SHARE, Cell, Column, Hidden
from bot.reference.countries import country_name

HIDDEN_SIGN = "*"
NOTHING = "–"
_LOCALES = {"id": "id", "en": "en_GB", "zh": "zh_Hans_CN", "fr": "fr"}
_CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


class Words(Protocol):
    """Looks words up by a dotted key in one language."""

    language: str

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return the words of a key."""

    def find(self, key: str, otherwise: str = "", /, **values: Any) -> str:
        """Return the words of a key that may be missing."""


def locale_of(words: Words) -> Locale:
    """Return the rules by which a language writes numbers and dates."""
    return Locale.parse(_LOCALES.get(words.language, "en_GB"))


def shown(words: Words, column: Column, cell: Cell) -> str:
    """Return a figure as people read it."""
    if isinstance(cell, Hidden):
        return HIDDEN_SIGN
    if cell is None:
        return NOTHING
    if column.kind == COUNT:
        return count(words, cell)
    return percent(words, cell) if column.kind == SHARE else seconds(words, cell)


def count(words: Words, value: float) -> str:
    """Return a whole number with the separators of the language."""
    return numbers.format_decimal(int(value), locale=locale_of(words))


def percent(words: Words, value: float) -> str:
    """Return a share with one decimal; what is just short of all, or of a goal, is not rounded up to it."""
    if value in (0.0, 1.0):
        return whole_percent(words, value)
    tenths = round(1000 * value)
    if any(value < mark <= tenths / 1000 for mark in (*GOALS, 1.0)):
        tenths -= 1
    return _percent(words, max(1, tenths) / 1000, "#,##0.0")


def whole_percent(words: Words, value: float) -> str:
    """Return a share that is a whole number of hundredths, such as a goal."""
    return _percent(words, value, "#,##0")


def _percent(words: Words, value: float, pattern: str) -> str:
    space = "" if words.language == "zh" else "\u00a0"
    return numbers.format_percent(value, format=f"{pattern}{space}%", locale=locale_of(words))


def seconds(words: Words, value: float) -> str:
    """Return a time: seconds up to two minutes, then minutes, hours, days."""
    if value == NEVER:
        return words("statistics.never")
    if value < 10:
        return words("statistics.time.s", n=numbers.format_decimal(round(value, 1), locale=locale_of(words)))
    for unit, size, limit in (("s", 1, 120), ("min", 60, 7200), ("h", 3600, 172_800)):
        if value < limit:
            return words(f"statistics.time.{unit}", n=count(words, round(value / size)))
    return words("statistics.time.d", n=count(words, round(value / 86_400)))


def name_of(words: Words, naming: str, code: str, desks: Mapping[str, str]) -> str:
    """Return the name of a row."""
    if code == "total":
        return words("statistics.total")
    if naming == "transfer":
        source, goal = code.split(" ", 1)
        return f"{desks.get(source, source)} → {desks.get(goal, goal)}"
    if code == UNKNOWN:
        return words("statistics.unknown")
    if naming == "desk":
        return desks.get(code, code)
    if naming == "country":
        return country_name(code, words.language)
    if naming == "months":
        return dates.format_date(date.fromisoformat(f"{code}-01"), format="MMMM", locale=locale_of(words))
    if naming == "channel":
        return _CHANNELS.get(code, words.find(f"statistics.channel.{code}", code.capitalize()))
    if naming in ("topic", "language", "urgency"):
        return words.find(f"{naming}.{code}", code.replace("_", " "))
    return words.find(f"statistics.{naming}.{code}", code.replace("_", " "))


def step_name(words: Words, step: Step) -> str:
    """Return the name of a stretch of a series, short enough for an axis."""
    skeleton = "yMMM" if step.unit == "month" else "MMMd"
    return dates.format_skeleton(skeleton, step.first, locale=locale_of(words))


def month_short(words: Words, when: date) -> str:
    """Return the name of a month, short enough for an axis."""
    # Not by a skeleton: Babel gives French the short month names of a language that was loaded before.
    return dates.format_date(when, format="MMM", locale=locale_of(words))


def day(words: Words, when: date | datetime) -> str:
    """Return a date in full."""
    return dates.format_date(when, format="long", locale=locale_of(words))
