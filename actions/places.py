"""Offices and how to find them: the nearest mission, its address with a pin, its hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.context import MissionCard, turn
from bot.dialogue.effects import SendPlace
from bot.reference.guidance import HOME, Situation

MISSION_QUESTIONS = ("nearest", "address", "hours", "website", "map")
WITH_PIN = ("nearest", "address", "map")


def say_mission(situation: Situation, asked: str, slots: dict[str, Any], say: CollectingDispatcher) -> None:
    """Say the responsible or nearest mission of the passport, with a position pin where the rows have one.

    ``asked``: nearest, address, hours, website or map.
    """
    language = slots.get("language") or "en"
    passport = slots.get("asked_nationality") or situation.nationality or (HOME if situation.is_indonesian else "")
    cards = list(turn().context.missions_for(passport, situation.country))[:1]
    if not cards:
        name = turn().context.country_name(situation.country, language)
        say.utter_message(response="utter_missions_none", country=name)
        return
    card = cards[0]
    lines = mission_lines([card], language)
    if card.website and asked in ("website", "hours"):
        lines = f"{lines}\n{card.website}"
    say.utter_message(response="utter_missions", mission_lines=lines)
    if asked in WITH_PIN and card.latitude is not None and card.longitude is not None:
        turn().propose(SendPlace(card.name, card.address or card.city, card.latitude, card.longitude))


def mission_lines(cards: Sequence[MissionCard], language: str) -> str:
    """Return one paragraph a mission, with the fields it has."""
    label = turn().texts.label
    paragraphs = []
    for card in cards:
        lines = [", ".join(part for part in (card.name, card.address or card.city) if part)]
        lines += [f"{label('hotline', language)}: {card.hotline}"] if card.hotline else []
        lines += [f"{label('phone', language)}: {card.phone}"] if card.phone else []
        lines += [card.email] if card.email else []
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)
