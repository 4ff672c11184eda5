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
PARTNER = "partner"
"""Channel of what another system reports: nobody reads lines there."""
SURE = 0.8
"""Confidence from which a second, different danger in one conversation rings for itself."""


@dataclass(frozen=True)
class Danger:
    """What was seen, by rules or model."""

    topic: str
    confidence: float
    reasons: Sequence[str]
    by_rule: bool = False


@dataclass(frozen=True)
class Alarm:
    """What became of a danger: its case, and whether the first answer was given just now."""

    case: Case
    answered: bool


VIOLENCE = ("emergency_crime", "emergency_domestic_violence", "emergency_sexual_violence", "emergency_captivity")
HARM = ("emergency_medical", "emergency_missing_child", "emergency_rescue", "emergency_accident")
COMES_OUT_OF = {
    "emergency_accident": (*HARM, "emergency_fire"),
    "emergency_fire": (*HARM, "emergency_disaster"),
    "emergency_disaster": (*HARM, "emergency_fire"),
    "emergency_conflict": (*HARM, "emergency_fire", "emergency_disaster", "emergency_crime"),
    "emergency_rescue": HARM,
    "emergency_missing_child": ("emergency_rescue",),
    "emergency_self_harm": ("emergency_medical",),
    **dict.fromkeys(VIOLENCE, ("emergency_medical", *VIOLENCE)),
}
"""Dangers that belong to the incident of a case of this topic."""


def where_known(job: Job) -> Where:
    """Return what a job knows of the place."""
    return Where(job.country, job.in_jakarta)


def raise_alarm(
    session: Session, runtime: Runtime, conversation: Conversation, message: Message, danger: Danger
) -> Alarm:
    """Open or join the case of a danger; a new one is answered at once with the number to call.

    A danger that comes out of an open one (a crash, then "he is not breathing") joins its case and lets
    it ring again: one incident, one file, one first answer.
    """
    topic, comes_from = _same_matter(session, conversation, danger)
    reason = "; ".join(danger.reasons) or topic
    watched = is_watched(topic) or is_watched(danger.topic)
    conversation.watched = conversation.watched or watched
    case, is_new = open_or_join_case(session, conversation, topic, "critical", reason, watched=watched)
    message.case_id = case.id
    if is_new:
        give_first_answer(session, runtime, conversation, case)
        return Alarm(case, answered=True)
    traveller_wrote(session, case, message.id)
    if comes_from:
        case.marks = {**case.marks, "more_danger": danger.topic}
        # A rule names the danger; a guess of the model alone does not ring over a rescuer's head.
        if danger.by_rule and case.status in ("claimed", "active", "waiting"):
            ring(session, case, reason)
    return Alarm(case, answered=False)


def _same_matter(session: Session, conversation: Conversation, danger: Danger) -> tuple[str, bool]:
    """Return the topic whose case a danger belongs to, and whether it came out of that case.

    A bare cry belongs to whatever is open; a bare cry that is open takes the name of the danger once
    it is told; a related danger belongs to the incident; any other rings for itself when it is sure.
    """
    critical = [case for case in open_cases(session, conversation.id) if case.urgency == "critical"]
    kinds = {case.kind for case in critical}
    if not critical or danger.topic in kinds:
        return danger.topic, False
    newest = critical[0]
    if danger.topic == BARE_CRY or not (danger.by_rule or danger.confidence >= SURE):
        return newest.kind, False
    if newest.kind == BARE_CRY:
        record(session, newest, "topic_known", "system", topic=danger.topic)
        newest.kind = newest.topic = danger.topic
        newest.watched = newest.watched or is_watched(danger.topic)
        return danger.topic, False
    incident = next((case.kind for case in critical if danger.topic in COMES_OUT_OF.get(case.kind, ())), None)
    return (danger.topic, False) if incident is None else (incident, True)


def give_first_answer(session: Session, runtime: Runtime, conversation: Conversation, case: Case) -> Message:
    """Say the first answer of a case and remember which question it asked."""
    where = where_of(conversation)
    # Once somebody may read along, no first answer tells what is spoken of, whatever the topic.
    topic = BARE_CRY if conversation.watched and not is_watched(case.topic) else case.topic
    line = first_answer(runtime.texts, topic, conversation.language, conversation.script, where)
    message = say(
        session,
        conversation,
        "safety",
        line.text,
        line.buttons,
        key=f"first_answer.{case.topic}",
        case_id=case.id,
        ask_position=question_key(topic, where) == "ask.where",
        list_title=runtime.texts.text("list.choose", conversation.language, conversation.script),
        position_title=runtime.texts.text("button.position", conversation.language, conversation.script),
        version=runtime.version,
    )
    open_question(session, conversation, message, line.buttons)
    record(session, case, "first_answer", "bot", message_id=message.id, country=conversation.country)
    return message


def tell_numbers(session: Session, runtime: Runtime, conversation: Conversation, case: Case, key: str) -> None:
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
    if conversation.identity.channel == PARTNER:
        return
    if case.watched or conversation.watched or conversation.silent or case.topic == "emergency_self_harm":
        return
    tell_numbers(session, runtime, conversation, case, "status.repeat_number")
