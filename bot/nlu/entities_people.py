"""How many people a text speaks of. What is said vaguely stays vague: see ``Entity`` for the forms of the value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu import entity_patterns_han_people as han
from bot.nlu import entity_patterns_people as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.entity_patterns import number, range_of
from bot.nlu.results import Entity


def people(reading: Reading) -> Iterator[Entity]:
    """Yield numbers of people."""
    text = reading.text
    for match in patterns.PAIR.finditer(text):
        first, last = range_of(match.group("number")) or (0, 0)
        yield reading.entity("people", match.start(), match.end(), f"{first}-{last}")
    for match in patterns.COUNTED.finditer(text):
        if match.group("number") not in patterns.ARTICLES:
            yield from _entity(reading, match, _value(match))
    for match in patterns.GROUPED.finditer(text):
        value = patterns.GROUPS[match.group("alone") or match.group("group")]
        if match.group("plus"):
            value = value.strip("~+") + "+"
        yield reading.entity("people", match.start(), match.end(), value)
    for pattern in (patterns.WE_ARE, patterns.FAMILY_OF, patterns.BER, patterns.KEDUA):
        for match in pattern.finditer(text):
            if match.group("number") not in patterns.ARTICLES:
                yield from _entity(reading, match, _plain(match.group("number")))
    for match in patterns.WITH_US.finditer(text):
        yield from _entity(reading, match, "2" if match.group("both") else _plain(match.group("number")))
    yield from _han(reading)


def _han(reading: Reading) -> Iterator[Entity]:
    text = reading.text
    for match in han.BOTH.finditer(text):
        if match.group("who") or match.group("noun"):
            yield reading.entity("people", match.start(), match.end(), han.PAIRS[match.group("number")])
    for match in han.WE.finditer(text):
        start = match.start() if match.group()[0] not in han.NOT_SUMMED else match.start("number")
        value = _plain(match.group("number"))
        # 我们一个 begins "one of our ...".
        if value and value != "1":
            yield reading.entity("people", start, match.end(), value)
    for match in han.ALONE.finditer(text):
        yield reading.entity("people", match.start(), match.end(), "1")
    for match in han.COUNTED.finditer(text):
        # 一个朋友 is "a friend"; 一名 and 一人 count.
        if match.group("number") == "一" and match.group("measure") in ("个", "個", "位"):
            continue
        yield from _entity(reading, match, _value(match))


def _entity(reading: Reading, match: re.Match[str], value: str | None) -> Iterator[Entity]:
    if value and value != "0":
        yield reading.entity("people", match.start(), match.end(), value)


def _value(match: re.Match[str]) -> str | None:
    said, last = match.group("number"), match.group("last")
    if said[-1] in "几幾" and "十" in said[:-1]:
        # 十几 is more than ten, 四十几 more than forty.
        return f"{number(said[:-1])}+"
    vague = han.VAGUE.get(said)
    if vague:
        return vague
    pair = range_of(said)
    first = str(pair[0]) if pair else _plain(said)
    final = str(pair[1]) if pair else _plain(last) if last else None
    if first is None:
        return None
    if final:
        return f"{first}-{final}" if int(first) < int(final) else None
    groups = match.groupdict()
    about = groups["about"] or groups.get("around") or groups["more"] in ("来", "來")
    if groups["plus"] or (groups["more"] and not about):
        return f"{first}+"
    return f"~{first}" if about else first


def _plain(said: str) -> str | None:
    value = number(said)
    return None if value is None else str(value)
