"""The form of the consular intake: one question at a time, six in a row at most."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.emergency import tell_numbers_now
from actions.field_answers import (
    BEGUN,
    CASE,
    RISEN,
    ROW,
    lift,
    note,
    packed,
    read_field,
    take_correction,
    take_file,
    take_tap,
    unpacked,
)
from actions.form_answers import DANGER, Reading
from actions.guidance import say_guide, situation_of
from actions.intake_form import _IntakeForm
from actions.reading import Message
from bot.cases.intake_fields import UNKNOWN, fields, plan_of
from bot.dialogue.context import turn
from bot.dialogue.effects import Mark, NoteField
from bot.dialogue.intake import CONSULAR_FORM, MOST_IN_A_ROW, SKIPPED, Question, next_consular_question
from bot.dialogue.topics import is_watched

Slots = dict[str, Any]
FORM_SLOTS = ("contact_safe", "consular_country", "consular_where", "details", "asked_nationality")
FOR_ONESELF = ("self", "group")


def more_questions(slots: Slots) -> str | None:
    """Return the question that comes next, however many were put; ``slots`` are unpacked ones."""
    topic = slots.get("consular_topic") or "consular_lost_passport"
    return next_consular_question(topic, slots, slots.get("country"), slots.get("nationality"))


def guide_now(slots: Slots, say: CollectingDispatcher) -> Slots:
    """Say what to do as soon as place and passport are known, before the next question."""
    situation = situation_of(slots)
    if situation is None or situation.nationality is None:
        return {}
    events = say_guide(slots.get("consular_topic") or "", situation, slots, say) or []
    return {event["name"]: event["value"] for event in events}


class ValidateConsularIntakeForm(_IntakeForm):
    """Reads answers of the consular intake and chooses the next question."""

    form = CONSULAR_FORM
    topic_slot = "consular_topic"

    def unpack(self, slots: Slots) -> Slots:
        """Return the slots with the fields of the topic beside them."""
        return unpacked(slots)

    def pack(self, changes: Slots, slots: Slots) -> Slots:
        """Return changes with the fields in one slot."""
        return packed(changes, slots)

    def next_slot(self, slots: Slots) -> str | None:
        """Return the next question of the topic; None after six in a row, so that nobody is examined."""
        following = more_questions(slots)
        if following and slots.get(RISEN) and not slots.get("country") and not slots.get("consular_country"):
            # In danger, the numbers of the place come before everything else.
            following = "consular_country"
        is_new = following is not None and following != slots.get("requested_slot")
        return None if is_new and (slots.get(ROW) or 0) >= MOST_IN_A_ROW else following

    def asking(self, slot: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Count the question, note that it is put, and say once how to leave one out."""
        changes: Slots = {}
        if plan_of(slots.get("consular_topic")) is None:
            return changes
        case = turn().context.open_case()
        if not slots.get(CASE) and case and case.topic == slots.get("consular_topic"):
            changes[CASE] = case.code
        if slot == slots.get("requested_slot"):
            return changes
        changes[ROW] = (slots.get(ROW) or 0) + 1
        own = fields().get(slot)
        if own is None:
            return changes
        turn().propose(NoteField(slots["consular_topic"], slot, state="asked"))
        if not slots.get(BEGUN) and not own.codes and not is_watched(slots["consular_topic"]):
            say.utter_message(response="utter_intake_begin")
            changes[BEGUN] = True
        return changes

    def question_key(self, slot: str, slots: Slots) -> str:
        """Return the question, in the words for the person who writes or for another."""
        topic, for_oneself = slots.get("consular_topic"), slots.get("about") in FOR_ONESELF
        if slot == "details":
            return f"utter_details_{topic or 'consular_passport_renewal'}"
        if slot == "asked_nationality":
            return "utter_ask_nationality_self" if for_oneself else "utter_ask_asked_nationality"
        if slot not in fields():
            return super().question_key(slot, slots)
        own = f"utter_field_{slot}_self"
        has_own = for_oneself and own in turn().texts.entries("en")
        return own if has_own else f"utter_field_{slot}"

    def read(self, question: Question, message: Message, slots: Slots) -> Reading:
        """Read an answer; fields have phrases and buttons of their own."""
        own = fields().get(question.slot)
        if own is None:
            return super().read(question, message, slots)
        if not message.code:
            return read_field(own, question, message, slots.get("consular_topic"))
        value = message.code.removeprefix(f"{question.prefix}:")
        return Reading(value=value) if value in question.codes else Reading(interrupts=True)

    def note(self, question: Question, value: str, message: Message, slots: Slots) -> None:
        """Note a field with its code and the words."""
        own = fields().get(question.slot)
        if own is None:
            super().note(question, value, message, slots)
        else:
            note(own, value, message, slots)

    def left(self, question: Question, message: Message, unsure: bool, slots: Slots) -> None:
        """Note that a field was left out, or is not known."""
        own = fields().get(question.slot)
        if own is None:
            super().left(question, message, unsure, slots)
        else:
            note(own, UNKNOWN if unsure else SKIPPED, message, slots, message.text if unsure else "")

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Stop at once where it is not safe to write; lift the case where an answer asks for it."""
        plan = plan_of(slots.get("consular_topic"))
        if question.slot == "contact_safe" and value == "no":
            turn().propose(Mark("contact_not_safe"))
            say.utter_message(response="utter_contact_not_safe")
        elif question.slot == "contact_safe" and value == "other":
            turn().propose(Mark("duress"))
            say.utter_message(response="utter_watched_go_on")
        elif question.slot == "consular_country" and slots.get(RISEN):
            tell_numbers_now(value, slots, say)
        elif question.slot in fields() and plan:
            return lift(plan.risen({**slots, question.slot: None}, slots), slots, say)
        changes: Slots = {"nationality": value} if question.slot == "asked_nationality" else {}
        if question.slot in ("asked_nationality", "consular_country") and not slots.get("guide"):
            changes |= guide_now({**slots, **changes}, say)
        return changes

    def _hear(
        self, question: Question, message: Message, slots: Slots, say: CollectingDispatcher
    ) -> Slots | None:
        """Take a file, a tap on an older question and a correction before the answer to the open one."""
        if message.values("attachment"):
            return take_file(fields().get(question.slot), slots, say)
        if message.code.startswith(question.prefix + ":"):
            return super()._hear(question, message, slots, say)
        is_danger = message.intent.startswith("emergency_") and message.confidence >= DANGER
        late = take_tap(message, slots, say)
        if late is None and not is_danger:
            late = take_correction(message, slots, say)
        if late is not None:
            return {**late, "unclear_count": 0}
        return super()._hear(question, message, slots, say)
