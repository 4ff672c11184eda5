"""Composes what a traveller reads of a guide: the steps for the place and passport, or whom to contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.parse import FOLLOW_UP
from bot.dialogue.topics import is_watched
from bot.reference.dates import STALE_AFTER_DAYS, is_old, stated_date
from bot.reference.guidance import CHECK_FIRST, CONTACT, GENERAL, PARTS, Guide, Situation, Step
from bot.reference.guidance_contacts import Contact
from bot.reference.number_types import ONE_SOURCE

MOST_BUTTONS = 3
_NUMBERED = "now"
_DATED = ("papers", "cost")


@dataclass(frozen=True)
class Advice:
    """One message: ``text``, and the buttons below it as (title, payload)."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


def payload_of(guide: str, name: str) -> str:
    """Return the payload of the button that asks for a part or question of a case (at most 44 bytes)."""
    return f"{FOLLOW_UP}:{guide}:{name}"


def advice(
    texts: GuidanceTexts,
    guide: Guide,
    name: str,
    situation: Situation,
    language: str,
    place: str = "",
    told: Sequence[str] = (),
) -> Advice | None:
    """Return the steps of a part or question with buttons for the next ones; None where none applies.

    Args:
        texts: the sentences.
        guide: the case.
        name: a part or a question of it.
        situation: where the matter is, and whose.
        language: id, en, zh or fr.
        place: name of the country in that language, told beside the title.
        told: parts and questions already answered, which need no button.
    """
    steps = guide.steps(name, situation)
    if not steps:
        return None
    lines = [_heading(texts, guide, name, language, place)]
    sentences = [texts.step(guide, name, step.key, language) for step in steps]
    if name == _NUMBERED and len(sentences) > 1 and not is_neutral(guide):
        sentences = [f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1)]
    elif name in PARTS and len(sentences) > 1 and not is_neutral(guide):
        sentences = [f"• {sentence}" for sentence in sentences]
    lines += sentences
    lines.append(_remark(texts, guide, name, steps, language))
    return Advice("\n".join(filter(None, lines)), buttons(texts, guide, situation, language, (*told, name)))


def contact_card(
    texts: GuidanceTexts,
    guide: Guide,
    found: Sequence[Contact],
    situation: Situation,
    language: str,
    today: date,
    told: Sequence[str] = (),
) -> Advice:
    """Return the numbers of a case, one a line; what is old, of one source or may fail is said beside it."""
    lines = [_contact_line(texts, contact, language, today) for contact in found]
    if not lines:
        lines = [texts.label("no_line", language)]
    elif any(contact.number.may_fail_without_sim for contact in found):
        lines.append(texts.label("no_sim", language))
    return Advice("\n".join(lines), buttons(texts, guide, situation, language, (*told, CONTACT)))


def buttons(
    texts: GuidanceTexts, guide: Guide, situation: Situation, language: str, told: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return buttons for what the case offers and was not told yet, then for its other parts."""
    offered = [*guide.offered(situation), *(part for part in guide.parts if guide.steps(part, situation))]
    names = [name for name in dict.fromkeys(offered) if name not in told][:MOST_BUTTONS]
    return tuple((texts.button(name, language), payload_of(guide.key, name)) for name in names)


def is_neutral(guide: Guide) -> bool:
    """Return whether somebody may read along: then nothing in it looks like an official list."""
    return any(is_watched(topic) for topic in guide.topics if topic.startswith("emergency_")) or is_watched(
        guide.topics[0]
    )


def _heading(texts: GuidanceTexts, guide: Guide, name: str, language: str, place: str) -> str:
    if name != _NUMBERED or is_neutral(guide):
        return ""
    title = texts.title(guide.key, language)
    return f"{title} · {place}" if place else title


def _remark(texts: GuidanceTexts, guide: Guide, name: str, steps: Sequence[Step], language: str) -> str:
    """Return what must be said about how sure the steps are, in one line."""
    marks = {step.mark for step in steps}
    said = []
    if CHECK_FIRST in marks:
        said.append(texts.label("check_first", language))
    if marks == {GENERAL} and name == _NUMBERED and not is_neutral(guide):
        said.append(texts.label("general_advice", language))
    if name in _DATED:
        dates = [step.stated for step in steps if stated_date(step.stated)]
        if dates:
            said.append(texts.label("stated", language, date=min(dates)))
    if name == "cost" and marks != {GENERAL}:
        said.append(texts.label("fees_change", language))
    return " ".join(said)


def _contact_line(texts: GuidanceTexts, contact: Contact, language: str, today: date) -> str:
    line = contact.number
    who = contact.mission.name if contact.name == "mission" and contact.mission else texts.line(contact.name, language)
    doubts = []
    if line.stated and is_old(line.stated, today, STALE_AFTER_DAYS):
        doubts.append(line.stated)
    if line.needs_company:
        doubt = "one_source" if line.confidence == ONE_SOURCE else "check_first"
        doubts.append(texts.label(doubt, language).rstrip(".。"))
    shape = "contact_doubt" if doubts else "contact"
    return texts.label(shape, language, name=who, number=line.number, doubt=", ".join(doubts))
