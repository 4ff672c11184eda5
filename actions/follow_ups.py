"""The next question after a guide, an address or a number: tapped, or typed ("and on Saturday?")."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance import NOW, Events, Slots, say_part, situation_of
from actions.places import MISSION_QUESTIONS, say_mission
from actions.reading import Message
from actions.reference import LOOK_UPS, tell
from bot.dialogue.context import turn
from bot.dialogue.parse import CARD, CARD_QUESTIONS
from bot.reference.guidance import CONTACT, Situation, guide_for, guides

MISSIONS = "missions"


def answer_follow_up(code: str, message: Message, slots: Slots, say: CollectingDispatcher) -> Events:
    """Answer ``g:<case or look-up>:<part, question, or a general one>``; returns slots to set."""
    _, key, name = [*code.split(":", 2), "", ""][:3]
    if key == CARD or name in CARD_QUESTIONS:
        _say_card(slots, say)
        return []
    elsewhere = message.country if name == "other_country" else None
    if elsewhere:
        slots = {**slots, "guide_country": elsewhere}
    situation = situation_of(slots)
    if situation is None:
        say.utter_message(response="utter_country_unclear")
        return []
    if name in MISSION_QUESTIONS and (key == MISSIONS or key in guides()):
        say_mission(situation, name, slots, say)
        return []
    changes = [SlotSet("guide_country", elsewhere)] if elsewhere else []
    if key in LOOK_UPS.values():
        return changes + _look_up_again(key, situation, slots, say)
    return changes + _say_next(key, name, situation, slots, say)


def _say_next(key: str, name: str, situation: Situation, slots: Slots, say: CollectingDispatcher) -> Events:
    known = guides().get(key)
    if known is None:
        say.utter_message(response="utter_question_closed")
        return []
    # In another country another case may be the one for the same matter.
    guide = guide_for(known.topics[0], situation) or known
    told = tuple(slots.get("guide_told") or ()) if slots.get("guide") == guide.key else ()
    if name == "next":
        name = next((part for part in guide.offered(situation) if part not in told), CONTACT)
    elif name in ("repeat", "other_country"):
        name = NOW
    return say_part(guide, name, situation, slots, say, () if name == NOW else told)


def _look_up_again(key: str, situation: Situation, slots: Slots, say: CollectingDispatcher) -> Events:
    wanted = {
        "reference_topic": next(topic for topic, name in LOOK_UPS.items() if name == key),
        "asked_country": situation.country,
        "asked_nationality": slots.get("asked_nationality") or slots.get("nationality"),
    }
    return tell(wanted, slots, say)


def _say_card(slots: Slots, say: CollectingDispatcher) -> None:
    """Show the card for a passer-by, in the language of the country."""
    case = turn().context.open_case()
    topic = case.topic if case else str(slots.get("emergency_topic") or "emergency_unspecified")
    text = turn().context.show_card(topic, slots.get("language") or "en")
    say.utter_message(response="utter_show_card")
    say.utter_message(response="utter_guidance", guidance=text)
