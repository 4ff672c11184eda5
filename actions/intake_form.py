"""What the forms have in common: read the answer, keep what is no answer, choose the next question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form_answers import Reading, is_answering, read
from actions.reading import Message
from bot.dialogue.answer_text import HAN, normalise, size
from bot.dialogue.context import turn
from bot.dialogue.effects import AskPosition, NoteFact, NotePlace, SetCountry, SetNationality
from bot.dialogue.intake import SKIPPED, VITAL, Question, question_of

Slots = dict[str, Any]
MOST_CHOICES = 9
ASKED_ABOUT = "asked_country"
"""The country of a look-up: it is asked about, which does not tell where the person is."""
COUNTRY_SIZE = {False: 2, True: 6}
"""An answer with more words, or Han characters, tells more than a country ("in Malaysia, near Ipoh")."""


class _IntakeForm(Action):
    """Base of ``validate_<form>``. Its slots have custom mappings, so Rasa fills none of them itself:
    returning no slot makes Rasa reject the form, and the rule of the message's topic takes over.
    It also asks the next question, which Rasa allows and which saves a call."""

    form = ""
    topic_slot = ""

    def name(self) -> str:
        """Return the name under which Rasa calls it."""
        return f"validate_{self.form}"

    def next_slot(self, slots: Slots) -> str | None:
        """Return the slot to ask for next."""
        raise LookupError(f"{type(self).__name__} has no order of questions.")

    def unpack(self, slots: Slots) -> Slots:
        """Return the slots with every answer under the name of its question."""
        return slots

    def pack(self, changes: Slots, slots: Slots) -> Slots:
        """Return changes as Rasa's slots: the reverse of ``unpack``."""
        return changes

    def read(self, question: Question, message: Message, slots: Slots) -> Reading:
        """Read a message as an answer."""
        return read(question, message, self.form, slots.get(self.topic_slot))

    def note(self, question: Question, value: str, message: Message, slots: Slots) -> None:
        """Propose what an answer means for the case file."""
        note_answer(question, value, message, slots)

    def left(self, question: Question, message: Message, unsure: bool, slots: Slots) -> None:
        """Propose what is kept of a question that is left out, or not known."""
        if unsure:
            turn().propose(NoteFact("message", message.text))

    def asking(self, slot: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Do what goes with a question that is put now; returns further slots to set."""
        return {}

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """React to an answer; returns further slots to set."""
        return {}

    def overheard(self, question: Question, message: Message, slots: Slots) -> Slots:
        """Look into any free text for more than was asked; returns slots to set."""
        return {}

    def told(self, slots: Slots, say: CollectingDispatcher) -> Slots:
        """React to what was overheard; returns further slots to set."""
        return {}

    def not_answered(self, question: Question, slots: Slots) -> Slots:
        """Say what follows from words that answer nothing: asked once more, what a life hangs on twice
        more, then left."""
        tries = slots.get("unclear_count") or 0
        if question.once or tries >= (2 if question.slot in VITAL else 1):
            return {question.slot: SKIPPED, "unclear_count": 0}
        return {"unclear_count": tries + 1}

    def came_back(self, slots: Slots) -> Slots:
        """Decide about the open question after another rule has answered something else: it is asked once
        more, then left; never left is what a life hangs on."""
        asked = slots["requested_slot"]
        return {
            "unclear_count": 1,
            **({asked: SKIPPED} if slots.get("unclear_count") and asked not in VITAL else {}),
        }

    def question_key(self, slot: str, slots: Slots) -> str:
        """Return the text that asks for a slot."""
        return f"utter_ask_{self.form}_{slot}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the slots to set and the next one to ask for; nothing when another rule should answer."""
        slots = self.unpack(dict(tracker.slots))
        question = question_of(slots.get("requested_slot"))
        if question is None:
            changes: Slots = {"unclear_count": 0}
        elif is_answering(tracker.events, tracker.active_loop_name, self.form):
            heard = self._hear(question, Message.of(tracker), slots, dispatcher)
            if heard is None:
                return []
            changes = heard
        else:
            changes = self.came_back(slots)
        following = self.next_slot({**slots, **changes})
        if following:
            changes |= self.asking(following, {**slots, **changes}, dispatcher)
            self._ask(following, {**slots, **changes}, Message.of(tracker), dispatcher)
        set_now = self.pack({**changes, "requested_slot": following}, dict(tracker.slots))
        return [SlotSet(name, value) for name, value in set_now.items()]

    def _ask(self, slot: str, slots: Slots, message: Message, say: CollectingDispatcher) -> None:
        to_type = slot == slots.get("requested_slot") and message.code.endswith(":other")
        question = question_of(slot)
        is_country = question is not None and question.kind == "country"
        choices = message.choices if is_country and question and question.prefix == "country" else ()
        if choices:
            # "Georgia": a wrong number would be worse than one more question.
            other = turn().texts.find("utter_ask_asked_country", slots.get("language"))[0].buttons[-1]
            offered = [(choice.title, f"country:{choice.iso2}") for choice in choices[:MOST_CHOICES]] + [other]
            buttons = [{"title": title, "payload": payload} for title, payload in offered]
            say.utter_message(response="utter_which_place", buttons=buttons)
            return
        say.utter_message(
            response="utter_country_typed" if to_type and is_country else self.question_key(slot, slots)
        )
        if question and question.position:
            turn().propose(AskPosition())

    def _hear(
        self, question: Question, message: Message, slots: Slots, say: CollectingDispatcher
    ) -> Slots | None:
        heard = {} if message.code else self.overheard(question, message, slots)
        reading = self.read(question, message, slots)
        is_graver = any(slot in VITAL for slot in heard)
        if heard and (reading.value is None or (is_graver and question.kind == "text")):
            # It told of something else, often graver, than what was asked; that is dealt with first.
            turn().propose(NoteFact("message", message.text))
            after = self.told({**slots, **heard}, say) if is_graver else {}
            return {**heard, **after, "unclear_count": 0}
        if reading.value is None and question.prefix == "country" and message.choices:
            return self.not_answered(question, slots)
        if reading.interrupts:
            return None
        if reading.wants_to_type:
            return {"unclear_count": slots.get("unclear_count") or 0}
        if reading.skips:
            self.left(question, message, reading.unsure, slots)
            return {question.slot: SKIPPED, "unclear_count": 0}
        if reading.value is None:
            turn().propose(NoteFact("message", message.text))
            return self.not_answered(question, slots)
        changes: Slots = {**heard, question.slot: reading.value, "unclear_count": 0}
        self.note(question, reading.value, message, slots)
        if question.prefix == "country" and question.slot != ASKED_ABOUT:
            changes["country"] = reading.value
        changes |= self.answered(question, reading.value, {**slots, **changes}, say)
        if is_graver and question.slot not in VITAL:
            changes |= self.told({**slots, **changes}, say)
        return changes


def note_answer(question: Question, value: str, message: Message, slots: Slots) -> None:
    """Propose what an answer means for the case file."""
    if question.slot == ASKED_ABOUT:
        return
    if question.prefix == "country":
        turn().propose(SetCountry(value))
        if not message.code and size(normalise(message.text)) > COUNTRY_SIZE[bool(HAN.search(message.text))]:
            turn().propose(NotePlace(message.text, value))
    elif question.prefix == "nationality":
        turn().propose(SetNationality(value))
    elif question.prefix in ("where", "last_seen"):
        if not message.values("position"):
            turn().propose(NotePlace(value, message.country or slots.get("country")))
    else:
        turn().propose(NoteFact(question.prefix, value))
        if not message.code and message.text.strip() != value:
            turn().propose(NoteFact("message", message.text))
