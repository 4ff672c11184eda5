"""The third part of a turn: one commit with events, replies, case changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import set_timer
from bot.cases.opening import open_cases, open_or_join_case
from bot.cases.ownership import traveller_wrote
from bot.dialogue import sessions
from bot.dialogue.effects import AskPosition, SendPlace
from bot.dialogue.turn import Reply
from bot.engine.card_answers import take_answers
from bot.engine.deciding import Decision
from bot.engine.effects import Scene, apply_effect
from bot.engine.emergency import tell_numbers
from bot.engine.first_answer import country_question, number_line
from bot.engine.loading import Job
from bot.engine.questions import open_question
from bot.engine.runtime import Runtime
from bot.engine.texts import Line, in_script
from bot.engine.where import where_of
from bot.messages.outbox import say, say_place
from bot.messages.types import Button, Position
from bot.store.base import utcnow
from bot.store.tables import Conversation, DialogueEvent, Message

WORDS_WITHIN = timedelta(seconds=30)
FOUR_LANGUAGES = ("id", "en", "zh", "fr")


def apply_decision(
    session: Session,
    runtime: Runtime,
    conversation: Conversation,
    message: Message,
    job: Job,
    decision: Decision,
) -> None:
    """Write what a turn came to. Called with the conversation locked and the lease checked."""
    suppressed = conversation.ownership_epoch != job.epoch or conversation.owner == "operator"
    scene = Scene(session, runtime, conversation, message)
    for effect in decision.effects:
        apply_effect(scene, effect)
    take_answers(scene, job)
    cases = open_cases(session, conversation.id)
    if cases and message.case_id is None:
        message.case_id = cases[0].id
    if conversation.owner == "operator":
        for case in cases:
            traveller_wrote(session, case, message.id)
    if decision.numbers_again:
        for case in cases:
            if case.urgency == "critical":
                tell_numbers(session, runtime, conversation, case, "status.numbers_here")
                break
    if not suppressed:
        _keep_events(session, conversation, decision)
    for key in decision.lines:
        _say_line(session, runtime, conversation, job, key, suppressed)
    _say_replies(session, runtime, conversation, decision, suppressed)
    _say_pins(session, runtime, conversation, decision, suppressed)
    if decision.wait_for_words and not suppressed:
        _wait_for_words(session, conversation, message)
    if decision.failed:
        message.parse = {**(message.parse or {}), "failed": decision.failed}
        for case in cases:
            case.marks = {**case.marks, "bot_failed": True}
            record(session, case, "bot_failed", "system", reason=decision.failed, message_id=message.id)


def _keep_events(session: Session, conversation: Conversation, decision: Decision) -> None:
    """Append the dialogue's events and keep its slots for the sessions to come."""
    if not decision.events:
        return
    if decision.new_session:
        conversation.dialogue_session += 1
    last = session.scalar(
        select(func.max(DialogueEvent.n)).where(DialogueEvent.conversation_id == conversation.id)
    )
    for number, event in enumerate(decision.events, (last or 0) + 1):
        session.add(
            DialogueEvent(
                conversation_id=conversation.id, session=conversation.dialogue_session, n=number, event=event
            )
        )
    conversation.slots = {**conversation.slots, **sessions.slots_of(decision.events)}


def _say_line(
    session: Session, runtime: Runtime, conversation: Conversation, job: Job, key: str, suppressed: bool
) -> None:
    """Say a line of safety.yml by its key, with its choices open."""
    language, script = conversation.language, conversation.script
    where = where_of(conversation)
    topic = job.cases[0]["topic"] if job.cases else ""
    numbers = number_line(runtime.texts, topic, language, script, where, plain=conversation.watched)
    if key == "safe.first_media":
        line = _in_all_languages(runtime, key)
    elif key == "safe.other_language":
        english, indonesian = (runtime.texts.line(key, name) for name in ("en", "id"))
        line = Line(f"{english.text}\n{indonesian.text}", english.buttons)
    elif key == "ask.country":
        line = country_question(runtime.texts, language, script)
    elif key == "safe.numbers":
        line = Line(numbers)
    else:
        line = runtime.texts.line(key, language, script, numbers=numbers)
    sent = say(
        session,
        conversation,
        "status" if key.startswith("safe.") else "bot",
        line.text,
        line.buttons,
        key=key,
        list_title=runtime.texts.text("list.choose", language, script),
        suppressed=suppressed,
        version=runtime.version,
    )
    if not suppressed:
        open_question(session, conversation, sent, line.buttons)


def _in_all_languages(runtime: Runtime, key: str) -> Line:
    """The person's language is not known yet: all four, one below the other; the digits are the same."""
    lines = [runtime.texts.line(key, language) for language in FOUR_LANGUAGES]
    return Line("\n".join(line.text for line in lines), _digits_only(lines[0].buttons))


def _digits_only(buttons: Sequence[Button]) -> tuple[Button, ...]:
    marks = ("1 ✓", "2 ✗")
    return tuple(Button(mark, button.payload) for mark, button in zip(marks, buttons, strict=True))


def _say_replies(
    session: Session, runtime: Runtime, conversation: Conversation, decision: Decision, suppressed: bool
) -> None:
    ask_position = any(isinstance(effect, AskPosition) for effect in decision.effects)
    for number, reply in enumerate(decision.replies):
        buttons = tuple(
            Button(in_script(b["title"], reply.language, conversation.script), b["payload"])
            for b in reply.buttons
        )
        sent = say(
            session,
            conversation,
            "bot",
            _text_of(reply, conversation),
            buttons,
            key=reply.key,
            ask_position=ask_position and number == len(decision.replies) - 1,
            list_title=runtime.texts.text("list.choose", conversation.language, conversation.script),
            position_title=runtime.texts.text("button.position", conversation.language, conversation.script),
            suppressed=suppressed,
            version=runtime.version,
        )
        if not suppressed:
            open_question(session, conversation, sent, buttons)


def _say_pins(
    session: Session, runtime: Runtime, conversation: Conversation, decision: Decision, suppressed: bool
) -> None:
    for effect in decision.effects:
        if isinstance(effect, SendPlace):
            pin = Position(effect.latitude, effect.longitude, name=effect.name, address=effect.address)
            say_place(session, conversation, "bot", pin, suppressed=suppressed, version=runtime.version)


def _text_of(reply: Reply, conversation: Conversation) -> str:
    return in_script(reply.text, reply.language, conversation.script)


def _wait_for_words(session: Session, conversation: Conversation, message: Message) -> None:
    """A voice note, a picture or a pin with nothing said: without an answer in 30 s a person looks at it."""
    case, is_new = open_or_join_case(
        session, conversation, "chat_human", "routine", f"a first message without words ({message.kind})"
    )
    message.case_id = case.id
    if is_new:
        set_timer(session, case, "no_words", utcnow() + WORDS_WITHIN)
