"""Show-cards: one screen for a passer-by, in the local language, with the numbers handed in.

For people who cannot phone or share no language with those around them. The words are in
``data/show_cards.yml``, who reads which language in ``data/country_languages.csv``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from ruamel.yaml import YAML

from .country_numbers import country_row_numbers
from .geometry import valid_position
from .tables import DATA_DIR, normal_iso2, split_list, table

LOCAL_LANGUAGES = 2
MAX_NUMBERS = 2
# A number has at most 15 digits; with its spaces, what is longer is no telephone number.
MAX_NUMBER_LENGTH = 20
MAX_LENGTH, MAX_LOCAL_LENGTH = 700, 350
MAX_PLACE_LENGTH, MIN_PLACE_LENGTH = 80, 20
_TRAVELLER_LANGUAGES = ("id", "en", "fr", "zh-Hans", "zh-Hant")
_FALLBACK = "en"
_TRADITIONAL = re.compile(r"hant|\b(tw|hk|mo|yue)\b")
# Left-to-right isolate, first-strong isolate, and the mark that ends both.
_LTR, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"
# Marks that turn or swallow the text behind them: never taken over from outside.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Who reads the one understands the other, so "I do not speak it" would be untrue.
_UNDERSTOOD = ({"id", "ms"}, {"zh-Hans", "zh-Hant"})
_CUT, _BETWEEN = "…", "\n\n"
_KINDS = {"deaf": "Line for deaf people", "sms": "SMS"}

Words = dict[str, Any]


class HasNumber(Protocol):
    """What a card needs of a number; ``NumberLine`` has it."""

    @property
    def number(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ShowCard:
    """One card. ``languages`` in the order of the text; ``rtl`` when the first is read from right to left."""

    text: str
    languages: tuple[str, ...]
    country: str | None
    rtl: bool


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe").load((DATA_DIR / "show_cards.yml").read_text(encoding="utf-8"))
    return data


@cache
def _country_languages() -> dict[str, tuple[str, ...]]:
    return {row["iso2"]: split_list(row["languages"]) for row in table("country_languages")}


def local_languages(country: str | None) -> tuple[str, ...]:
    """The at most two languages of a country that have a card, best first; English if none has."""
    listed = _country_languages().get(normal_iso2(country), ())
    return tuple(code for code in listed if code in _data()["languages"])[:LOCAL_LANGUAGES] or (_FALLBACK,)


def show_card(
    topic: str,
    country: str | None,
    traveller_language: str,
    numbers: Sequence[HasNumber],
    place: str = "",
    position: tuple[float, float] | None = None,
) -> ShowCard:
    """The card for a danger: the local language first, then in short what it says, for the traveller.

    ``topic`` is a name of the taxonomy; any other gets the neutral card. ``position`` is (lat, lon)
    in degrees. At most two of ``numbers`` are printed, none is added. At most 700 characters, each
    language at most 350: what the second local language repeats is left out first, then a long place
    is cut.
    """
    topics = _data()["topics"]
    parts = topics[topic] if isinstance(topic, str) and topic in topics else _data()["other_topics"]
    reader = _reader(traveller_language)
    local = local_languages(country)
    shown, where, degrees = _numbers(numbers), _plain(place), _position(position)
    first = _local_block(parts, local[0], reader, shown, where, degrees)
    seconds = [_local_block(parts, code, reader, shown, where, "") for code in local[1:]]
    own = [] if reader in local else [_short_block(parts, reader, shown, parts["last"])]
    if _excess(first, *seconds, *own):
        seconds = [_local_block(parts, code, reader, shown, "", "") for code in local[1:]]
    if _excess(first, *seconds, *own):
        seconds = [_short_block(parts, code, shown, parts["last"]) for code in local[1:]]
    if excess := _excess(first, *seconds, *own):
        first = _local_block(parts, local[0], reader, shown, where, degrees, len(first) - excess)
    if own and _excess(first, *seconds, *own):
        own = [_short_block(parts, reader, shown, ())]
    code = normal_iso2(country)
    return ShowCard(
        text=_BETWEEN.join((first, *seconds, *own)),
        languages=(*local, reader) if own else local,
        country=code if code in _country_languages() else None,
        rtl=_is_rtl(local[0]),
    )


def text_lines(country: str | None) -> list[str]:
    """The text and deaf lines of a country, each with its limits and confidence as its row states them."""
    lines = []
    for line in country_row_numbers(normal_iso2(country)).text_lines:
        clauses = [part.strip() for part in line.limits.split(";")]
        # A note speaks of other numbers too: only what it says of this one belongs beside it.
        limits = "; ".join(part for part in clauses if line.number in part) or line.limits
        lines.append(f"{_KINDS.get(line.kind, line.kind)} {line.number}: {limits} ({line.confidence})")
    return lines


def _local_block(
    parts: Words,
    code: str,
    reader: str,
    numbers: tuple[str, ...],
    place: str,
    degrees: str,
    limit: int = MAX_LOCAL_LENGTH,
) -> str:
    """All lines in one local language; the place is cut to keep within ``limit`` characters."""
    words: Words = _data()["languages"][code]
    speaks = code == reader or any({code, reader} <= group for group in _UNDERSTOOD)
    before = [
        words[parts["what"]],
        words["cannot_phone"],
        *([] if speaks else [words["no_language"]]),
        _request(parts, code, numbers),
    ]
    after = [
        *([f"GPS: {_isolated(degrees, code, _LTR)}"] if degrees else []),
        *(words[name] for name in parts["last"]),
    ]
    frame = words["place"].format(place=_isolated(_CUT, code, _FIRST_STRONG))
    where = _cut(place, limit - len("\n".join((*before, frame, *after))) + len(_CUT))
    line = [words["place"].format(place=_isolated(where, code, _FIRST_STRONG))] if where else []
    return "\n".join((*before, *line, *after))


def _short_block(parts: Words, code: str, numbers: tuple[str, ...], last: Sequence[str]) -> str:
    """What is wrong, whom to call and what else is asked, without place and explanations."""
    words: Words = _data()["languages"][code]
    return "\n".join((words[parts["what"]], _request(parts, code, numbers), *(words[n] for n in last)))


def _excess(*blocks: str) -> int:
    """By how many characters a card of these blocks is too long."""
    return max(0, len(_BETWEEN.join(blocks)) - MAX_LENGTH)


def _request(parts: Words, code: str, numbers: tuple[str, ...]) -> str:
    words: Words = _data()["languages"][code]
    if not numbers:
        return str(words[parts["unnumbered"]])
    joined = words["or"].join(_isolated(number, code, _LTR) for number in numbers)
    return str(words["call"].format(numbers=joined))


def _is_rtl(code: str) -> bool:
    return bool(_data()["languages"][code].get("rtl"))


def _isolated(text: str, code: str, start: str) -> str:
    """The text, in a right-to-left sentence kept from changing places with its neighbours."""
    return f"{start}{text}{_END}" if text and _is_rtl(code) else text


def _reader(language: object) -> str:
    """The traveller's language among those of the service; English for any other."""
    tag = language.strip().lower().replace("_", "-") if isinstance(language, str) else ""
    base = tag.partition("-")[0]
    if base in ("zh", "yue"):
        return "zh-Hant" if _TRADITIONAL.search(tag) else "zh-Hans"
    return base if base in _TRAVELLER_LANGUAGES else _FALLBACK


def _numbers(lines: Sequence[HasNumber]) -> tuple[str, ...]:
    """The first two different numbers; what holds no digit is no number."""
    cleaned = (_plain(getattr(line, "number", "")) for line in lines or ())
    usable = (n for n in cleaned if len(n) <= MAX_NUMBER_LENGTH and any(c.isdigit() for c in n))
    return tuple(dict.fromkeys(usable))[:MAX_NUMBERS]


def _plain(text: object) -> str:
    """One line without control characters or direction marks; joiners inside words stay."""
    marked_out = _DIRECTION_MARKS.sub("", text) if isinstance(text, str) else ""
    readable = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in marked_out)
    return " ".join("".join(readable).split())


def _cut(place: str, room: int) -> str:
    """The place within ``room`` characters; empty when too little of it would be left to find it."""
    room = min(room, MAX_PLACE_LENGTH)
    if len(place) <= room:
        return place
    return place[: room - len(_CUT)].rstrip() + _CUT if room >= MIN_PLACE_LENGTH else ""


def _position(position: object) -> str:
    """``6.20000 S, 106.80000 E``; empty for anything that is not a position."""
    if not isinstance(position, (tuple, list)) or len(position) != 2 or not valid_position(*position):
        return ""
    lat, lon = position
    return f"{abs(lat):.5f} {'S' if lat < 0 else 'N'}, {abs(lon):.5f} {'W' if lon < 0 else 'E'}"
