"""The ``info`` and ``area`` blocks of a CAP message."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import tzinfo

from bot.cases.formats.case_types import CaseData
from bot.cases.formats.clean import xml_text
from bot.cases.formats.codes_of_topics import codes_of
from bot.cases.formats.conduct import answer_line, conduct_lines, topic_name
from bot.cases.formats.times import cap_stamp
from bot.cases.formats.words import Words
from bot.reference.countries import country_name

URGENCY = {"critical": "Immediate", "urgent": "Expected", "routine": "Future"}
SEVERITY = {"critical": "Severe", "urgent": "Moderate", "routine": "Minor"}
ENDED = ("resolved", "closed", "cancelled")
DYING = {("breathing", "none"), ("breathing", "gasping"), ("breathing", "not_normal"), ("awake", "no")}
"""Answers that make a critical case Extreme."""
UNKNOWN_ACCURACY_M = 100.0
"""Radius drawn round a position whose accuracy nobody told."""


def add(parent: ET.Element, name: str, text: str) -> ET.Element:
    """Append an element of the parent's namespace with a text that XML can hold."""
    namespace = parent.tag[: parent.tag.index("}") + 1]
    element = ET.SubElement(parent, f"{namespace}{name}")
    element.text = xml_text(text)
    return element


def add_info(root: ET.Element, data: CaseData, words: Words, sender: str, zone: tzinfo) -> None:
    """Append the block of one language; each stands for itself, so the codes are in every one."""
    info = add(root, "info", "")
    info.text = None
    topic = topic_name(data, words)
    add(info, "language", words.language)
    for category in codes_of(data.topic, data.urgency).categories:
        add(info, "category", category)
    add(info, "event", topic)
    add(info, "responseType", "Assess")
    add(info, "urgency", "Past" if data.status in ENDED else URGENCY[data.urgency])
    add(info, "severity", _severity(data))
    add(info, "certainty", "Observed" if data.first_human_at is not None else "Likely")
    _add_pair(info, "eventCode", "lindung:topic", data.topic)
    add(info, "effective", cap_stamp(data.changed_at, zone))
    add(info, "onset", cap_stamp(data.opened_at, zone))
    add(info, "senderName", data.desk.name)
    add(info, "headline", _headline(data, words, topic))
    description = answer_line(data, words)
    if description:
        add(info, "description", description)
    add(info, "instruction", _instruction(data, words, sender))
    add(info, "contact", sender)
    for name, value in _parameters(data):
        _add_pair(info, "parameter", name, value)
    _add_area(info, data, words)


def _headline(data: CaseData, words: Words, topic: str) -> str:
    urgency = words.text(f"urgency.{data.urgency}")
    headline = words.text("headline", urgency=urgency, topic=topic, place=_place(data, words), code=data.code)
    return f"{words.text('exercise')} {headline}" if data.exercise else headline


def _instruction(data: CaseData, words: Words, sender: str) -> str:
    """Conduct first, then how to answer."""
    lines = [*conduct_lines(data, words), words.text("instruction.take", sender=sender, code=data.code)]
    if data.first_human_at is None and data.status not in ENDED:
        lines.append(words.text("instruction.no_human"))
    return "\n".join(lines)


def _severity(data: CaseData) -> str:
    answers = {(fact.name, fact.code) for fact in data.facts}
    return "Extreme" if data.urgency == "critical" and answers & DYING else SEVERITY[data.urgency]


def _parameters(data: CaseData) -> list[tuple[str, str]]:
    """Code, conduct and coded answers, for machines."""
    rule = data.contact_rule
    conduct = [("channel", rule.channel), ("hours", rule.hours), ("words", rule.words)]
    return [
        ("lindung:case", data.code),
        ("lindung:status", data.status),
        ("lindung:urgency", data.urgency),
        ("lindung:do_not_call", _truth(rule.do_not_call)),
        ("lindung:watched", _truth(data.watched)),
        ("lindung:never_unprompted", _truth(rule.never_unprompted)),
        *((f"lindung:contact_rule:{name}", value) for name, value in conduct if value),
        *((f"lindung:answer:{fact.name}", fact.code) for fact in data.facts if fact.code is not None),
        *(("lindung:vulnerable", one) for one in data.vulnerable),
        *([("lindung:language", data.language)] if data.language else []),
    ]


def _add_area(info: ET.Element, data: CaseData, words: Words) -> None:
    """The place in words, a circle of the position's accuracy, and the country's code.

    No circle round a reporter who writes from another country: rescuers would go there.
    """
    place = data.place
    area = add(info, "area", "")
    area.text = None
    add(area, "areaDesc", _place(data, words))
    if place.has_position and not place.is_elsewhere:
        radius_km = (place.accuracy_m or UNKNOWN_ACCURACY_M) / 1000
        add(area, "circle", f"{place.latitude:.6f},{place.longitude:.6f} {radius_km:.3f}")
    if place.country:
        _add_pair(area, "geocode", "ISO3166-1", place.country)


def _place(data: CaseData, words: Words) -> str:
    country = country_name(data.place.country, words.language) if data.place.country else ""
    known = words.text("answers.comma").join(part for part in (data.place.words, country) if part)
    if known:
        return known
    if data.place.has_position:
        return f"{data.place.latitude:.5f}, {data.place.longitude:.5f}"
    return words.text("place.unknown")


def _add_pair(parent: ET.Element, name: str, value_name: str, value: str) -> None:
    pair = add(parent, name, "")
    pair.text = None
    add(pair, "valueName", value_name)
    add(pair, "value", value)


def _truth(value: bool) -> str:
    return "true" if value else "false"
