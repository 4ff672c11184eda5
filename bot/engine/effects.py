"""Applies what custom actions proposed. Each effect has one small function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desk_checks import HOME
from bot.cases import consents, elsewhere, intake
from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.opening import open_cases, open_or_join_case
from bot.cases.people import CONCERNED, set_person
from bot.dialogue import effects as proposals
from bot.dialogue.topics import is_watched
from bot.engine.emergency import BARE_CRY, Danger, raise_alarm
from bot.engine.place_change import TOLD, follow_cases
from bot.engine.runtime import Runtime
from bot.store.tables import Attachment, Case, Conversation, Message


@dataclass(frozen=True)
class Scene:
    """What an effect acts on: the open transaction and the message of the turn."""

    session: Session
    runtime: Runtime
    conversation: Conversation
    message: Message


Apply = Callable[[Scene, Any], None]


def apply_effect(scene: Scene, effect: proposals.Effect) -> None:
    """Apply one proposal."""
    _APPLY[type(effect)](scene, effect)


def _open_case(scene: Scene, effect: Any) -> None:
    if effect.urgency == "critical":
        if not any(case.kind == effect.topic for case in open_cases(scene.session, scene.conversation.id)):
            danger = Danger(effect.topic, 1.0, [f"the dialogue: {effect.topic}"], by_rule=True)
            raise_alarm(scene.session, scene.runtime, scene.conversation, scene.message, danger)
        _add_facts(scene.session, scene.conversation, effect.facts)
        return
    case, _ = open_or_join_case(
        scene.session,
        scene.conversation,
        effect.topic,
        effect.urgency,
        f"asked about {effect.topic.removeprefix('consular_').replace('_', ' ')}",
        watched=is_watched(effect.topic),
        facts=effect.facts,
    )
    scene.message.case_id = case.id


def _ring_again(scene: Scene, effect: Any) -> None:
    case = _first(scene.session, scene.conversation)
    if case is None:
        raise_alarm(
            scene.session,
            scene.runtime,
            scene.conversation,
            scene.message,
            Danger(BARE_CRY, 1.0, [effect.reason], by_rule=True),
        )
        return
    case.reason = f"{effect.reason}; {case.reason}"
    if case.urgency == "critical" and _was_read_at_the_claim(case, scene.message):
        # A turn may end after the claim: the words stood before whoever claimed, and ringing would take the case
        # from a rescuer at work.
        record(scene.session, case, "danger_known", "system", reason=effect.reason, message_id=scene.message.id)
        return
    case.urgency = "critical"
    ring(scene.session, case, effect.reason)


def _was_read_at_the_claim(case: Case, message: Message) -> bool:
    held = case.operator_id is not None and case.claimed_at is not None
    return held and case.claimed_at is not None and message.created_at <= case.claimed_at


def _handover(scene: Scene, effect: Any) -> None:
    case = _first(scene.session, scene.conversation)
    if case is not None and case.status != "waiting":
        record(scene.session, case, "human_asked", "bot", reason=effect.reason)
        return
    case, _ = open_or_join_case(
        scene.session,
        scene.conversation,
        "chat_human",
        effect.urgency,
        _WHY.get(effect.reason, effect.reason),
    )
    scene.message.case_id = case.id


_WHY = {
    "asked": "the person asks for a human",
    "not_understood": "the assistant did not understand twice",
    "turn_failed": "the assistant could not answer",
}


def _note_fact(scene: Scene, effect: Any) -> None:
    _add_facts(scene.session, scene.conversation, {effect.name: effect.value})


def _add_facts(session: Session, conversation: Conversation, facts: dict[str, Any]) -> None:
    case = _first(session, conversation)
    if case is None or not facts:
        return
    merged = dict(case.facts)
    for name, value in facts.items():
        if name in merged and merged[name] != value:
            # What was said before may matter: the history keeps it.
            record(session, case, "fact_changed", "bot", name=name, before=merged[name])
        merged[name] = value
        record(session, case, "fact_noted", "bot", name=name, value=value)
    case.facts = merged


def _note_field(scene: Scene, effect: Any) -> None:
    cases = open_cases(scene.session, scene.conversation.id)
    case = next((one for one in cases if one.kind == effect.topic), cases[0] if cases else None)
    if case is None:
        return
    if effect.state == "asked":
        intake.note_asked(case, effect.field)
    elif effect.state == "filed":
        intake.file_under(scene.session, case, effect.field, scene.message)
    else:
        intake.note_field(scene.session, case, effect.field, effect.code, effect.text)


def _answer_consent(scene: Scene, effect: Any) -> None:
    consents.answer_tap(scene.session, scene.conversation, effect.payload)


def _note_place(scene: Scene, effect: Any) -> None:
    scene.conversation.place = effect.text[:500]
    if effect.country and scene.conversation.country_source != "position":
        _set_country_code(scene.session, scene.conversation, effect.country, "text")
    case = _first(scene.session, scene.conversation)
    if case is not None:
        record(scene.session, case, "place_noted", "bot", place=effect.text[:500], country=effect.country)
    follow_cases(scene.session, scene.conversation, TOLD)


def _set_country(scene: Scene, effect: Any) -> None:
    _set_country_code(scene.session, scene.conversation, effect.iso2, "answer")
    follow_cases(scene.session, scene.conversation, TOLD)


def _set_country_code(session: Session, conversation: Conversation, iso2: str, source: str) -> None:
    if conversation.country == iso2:
        return
    conversation.country, conversation.country_source = iso2, source
    conversation.in_jakarta = conversation.in_jakarta and iso2 == HOME
    for case in open_cases(session, conversation.id):
        case.country = iso2
        record(session, case, "country_noted", "bot", country=iso2, source=source)


def _set_nationality(scene: Scene, effect: Any) -> None:
    scene.conversation.nationality = effect.iso2
    for case in open_cases(scene.session, scene.conversation.id):
        case.nationality = effect.iso2
        record(scene.session, case, "nationality_noted", "bot", nationality=effect.iso2)
        if case.kind.startswith("consular_"):
            # The form asks for the passport of the person concerned.
            set_person(scene.session, case, CONCERNED, nationality=effect.iso2)
    follow_cases(scene.session, scene.conversation, TOLD)


def _set_language(scene: Scene, effect: Any) -> None:
    scene.conversation.language = effect.language
    scene.conversation.script = (
        "Hans"
        if effect.language == "zh" and scene.conversation.script == "Latn"
        else scene.conversation.script
    )
    if effect.language != "zh":
        scene.conversation.script = "Latn"
    scene.conversation.language_fixed = True


def _add_information(scene: Scene, effect: Any) -> None:
    case = _first(scene.session, scene.conversation)
    if case is not None:
        scene.message.case_id = case.id
        record(scene.session, case, "information_added", "traveller", message_id=scene.message.id)


def _add_by_code(scene: Scene, effect: Any) -> None:
    session, message = scene.session, scene.message
    file = session.scalar(select(Attachment.id).where(Attachment.message_id == message.id).limit(1))
    elsewhere.add_by_code(session, scene.conversation, effect.code, message.text, has_file=file is not None)


def _cancel(scene: Scene, effect: Any) -> None:
    """Taking it back closes nothing; with a watched topic it raises attention."""
    for case in open_cases(scene.session, scene.conversation.id):
        case.marks = {**case.marks, "cancel_asked": True}
        record(scene.session, case, "cancel_asked", "traveller", message_id=scene.message.id)
        if case.watched and case.status in ("new", "waiting"):
            ring(scene.session, case, "a cancel was asked in a watched case")


def _complaint(scene: Scene, effect: Any) -> None:
    case, _ = open_or_join_case(
        scene.session, scene.conversation, "chat_complaint", "routine", "a complaint, for a supervisor"
    )
    case.marks = {**case.marks, "for_supervisor": True}
    scene.message.case_id = case.id


def _silent_mode(scene: Scene, effect: Any) -> None:
    scene.conversation.silent = scene.conversation.watched = True
    for case in open_cases(scene.session, scene.conversation.id):
        case.marks = {**case.marks, "do_not_call": True}
        record(scene.session, case, "silent_mode", "traveller")


def _mark(scene: Scene, effect: Any) -> None:
    case = _first(scene.session, scene.conversation)
    if case is not None:
        case.marks = {**case.marks, effect.kind: True}
        record(scene.session, case, "marked", "bot", mark=effect.kind)


def _privacy(scene: Scene, effect: Any) -> None:
    case, _ = open_or_join_case(
        scene.session,
        scene.conversation,
        "chat_privacy",
        "routine",
        f"asks for {effect.kind} of personal data; verify first",
    )
    scene.message.case_id = case.id


def _nothing(scene: Scene, effect: Any) -> None:
    """What goes with the replies is said with them: the button for a position, the pin of a place."""


def _first(session: Session, conversation: Conversation) -> Case | None:
    cases = open_cases(session, conversation.id)
    return cases[0] if cases else None


_APPLY: dict[type[proposals.Effect], Apply] = {
    proposals.OpenCase: _open_case,
    proposals.RingAgain: _ring_again,
    proposals.RequestHandover: _handover,
    proposals.NoteFact: _note_fact,
    proposals.NoteField: _note_field,
    proposals.AnswerConsent: _answer_consent,
    proposals.NotePlace: _note_place,
    proposals.AskPosition: _nothing,
    proposals.SendPlace: _nothing,
    proposals.SetNationality: _set_nationality,
    proposals.SetCountry: _set_country,
    proposals.SetLanguage: _set_language,
    proposals.AddInformation: _add_information,
    proposals.AddByCode: _add_by_code,
    proposals.RequestCancel: _cancel,
    proposals.Complaint: _complaint,
    proposals.SilentMode: _silent_mode,
    proposals.Mark: _mark,
    proposals.PrivacyRequest: _privacy,
}
