"""Danger was seen: open or join the case, let it ring, give the first answer. One transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.opening import open_cases, open_or_join_case
from bot.cases.ownership import traveller_wrote
from bot.dialogue.topics import is_watched
from bot.engine.first_answer import first_answer, number_line, question_key
from bot.engine.loading import Job
from bot.engine.questions import open_question
from bot.engine.runtime import Runtime
from bot.engine.where import Where, where_of
from bot.messages.outbox import say
from bot.store.tables import Case, Conversation, Message

BARE_CRY = "emergency_unspecified"
SURE = 0.8
"""Confidence from which a second, different danger in one conversation rings for itself."""


@dataclass(frozen=True)
class Danger:
    """What was seen, by rules or model."""

    topic: str
    confidence: float
    reasons: Sequence[str]
    by_rule: bool = False


def where_known(job: Job) -> Where:
    """Return what a job knows of the place."""
    return Where(job.country, job.in_jakarta)


def raise_alarm(
    session: Session, runtime: Runtime, conversation: Conversation, message: Message, danger: Danger
) -> Case:
    """Open or join the case of a danger; a new one is answered at once with the number to call."""
    topic = _same_matter(session, conversation, danger)
    reason = "; ".join(danger.reasons) or topic
    watched = is_watched(topic)
    conversation.watched = conversation.watched or watched
    case, is_new = open_or_join_case(session, conversation, topic, "critical", reason, watched=watched)
    message.case_id = case.id
    if is_new:
        give_first_answer(session, runtime, conversation, case)
    else:
        traveller_wrote(session, case, message.id)
        if danger.by_rule and "corrects:" in reason and case.status in ("claimed", "active"):
            ring(session, case, reason)
    return case


def _same_matter(session: Session, conversation: Conversation, danger: Danger) -> str:
    """Decide whether this is a matter that is open already, and return its topic.

    A bare cry belongs to whatever is open; a bare cry that is open takes the name of the danger once
    it is told; another danger rings for itself when the screen is sure of it.
    """
    critical = [case for case in open_cases(session, conversation.id) if case.urgency == "critical"]
    kinds = {case.kind for case in critical}
    if not critical or danger.topic in kinds:
        return danger.topic
    newest = critical[0]
    if danger.topic == BARE_CRY or not (danger.by_rule or danger.confidence >= SURE):
        return newest.kind
    if newest.kind == BARE_CRY:
        record(session, newest, "topic_known", "system", topic=danger.topic)
        newest.kind = newest.topic = danger.topic
        newest.watched = newest.watched or is_watched(danger.topic)
    return danger.topic


def give_first_answer(session: Session, runtime: Runtime, conversation: Conversation, case: Case) -> Message:
    """Say the first answer of a case and remember which question it asked."""
    where = where_of(conversation)
    line = first_answer(runtime.texts, case.topic, conversation.language, conversation.script, where)
    message = say(
        session,
        conversation,
        "safety",
        line.text,
        line.buttons,
        key=f"first_answer.{case.topic}",
        case_id=case.id,
        ask_position=question_key(case.topic, where) == "ask.where",
        list_title=runtime.texts.text("list.choose", conversation.language, conversation.script),
        position_title=runtime.texts.text("button.position", conversation.language, conversation.script),
        version=runtime.version,
    )
    open_question(session, conversation, message, line.buttons)
    record(session, case, "first_answer", "bot", message_id=message.id, country=conversation.country)
    return message


def tell_numbers(
    session: Session, runtime: Runtime, conversation: Conversation, case: Case, key: str
) -> None:
    """Give the numbers of the place that is known now, in a safety line (``key`` takes {numbers})."""
    numbers = number_line(
        runtime.texts,
        case.topic,
        conversation.language,
        conversation.script,
        where_of(conversation),
        plain=conversation.watched,
    )
    text = runtime.texts.text(key, conversation.language, conversation.script, numbers=numbers)
    say(session, conversation, "safety", text, key=key, case_id=case.id, version=runtime.version)


def repeat_number(session: Session, runtime: Runtime, case: Case) -> None:
    """Tell the number once more while nobody has answered; never to watched people or in self-harm."""
    conversation = case.conversation
    if case.watched or conversation.watched or conversation.silent or case.topic == "emergency_self_harm":
        return
    tell_numbers(session, runtime, conversation, case, "status.repeat_number")
