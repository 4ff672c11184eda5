"""What to do: the steps of a case for the place and the passport, the next question, whom to call."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import Message
from bot.dialogue.advice import Advice, advice, contact_card
from bot.dialogue.context import turn
from bot.dialogue.intake import SKIPPED
from bot.reference.guidance import CONTACT, Guide, Situation, guide_for

Slots = dict[str, Any]
Events = list[dict[str, Any]]
NOW = "now"


def situation_of(slots: Slots, message: Message | None = None) -> Situation | None:
    """Return where and for whom advice is wanted, or None while the country is not known."""
    named = message.country if message else None
    country = named or slots.get("guide_country") or slots.get("country")
    nationality = slots.get("nationality")
    if not country or country == SKIPPED:
        return None
    return Situation(country, nationality if nationality != SKIPPED else None)


def say_guide(topic: str, situation: Situation, slots: Slots, say: CollectingDispatcher) -> Events | None:
    """Say what to do now; returns slots to set, or None when no case fits the topic there."""
    guide = guide_for(topic, situation)
    return say_part(guide, NOW, situation, slots, say, ()) if guide else None


def say_part(
    guide: Guide,
    name: str,
    situation: Situation,
    slots: Slots,
    say: CollectingDispatcher,
    told: tuple[str, ...],
) -> Events:
    """Say one part or question of a case; returns slots to set. ``told``: what was answered before."""
    language = slots.get("language") or "en"
    texts, context = turn().guidance, turn().context
    if name == CONTACT:
        found = context.contacts_for(guide, situation)
        card: Advice | None = contact_card(texts, guide, found, situation, language, context.now().date(), told)
    else:
        place = context.country_name(situation.country, language)
        card = advice(texts, guide, name, situation, language, place, told)
    if card is None:
        say.utter_message(response="utter_guidance_unknown")
        return [SlotSet("guide", guide.key)]
    buttons = [{"title": title, "payload": payload} for title, payload in card.buttons]
    say.utter_message(response="utter_guidance", guidance=card.text, buttons=buttons)
    return [SlotSet("guide", guide.key), SlotSet("guide_told", [*told, name])]
