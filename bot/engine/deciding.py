"""The second part of a turn, without the dialogue: who answers, and what the service says by itself.

Pure: a job goes in, a decision comes out. The commit applies it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.dialogue import sessions
from bot.dialogue.effects import AddByCode, AnswerConsent, Effect, NoteField, SetCountry, SetLanguage, SilentMode
from bot.dialogue.open_field import open_field
from bot.dialogue.parse import SILENT_WORD, number_is_asked
from bot.dialogue.turn import Reply
from bot.engine.emergency import BARE_CRY, Danger
from bot.engine.loading import Job
from bot.phrases.payloads import read_payload

WORDLESS = ("photo", "voice", "audio", "video", "document", "sticker", "contact", "unknown")
LANGUAGES = ("id", "en", "zh", "fr")


@dataclass
class Decision:
    """What a turn comes to.

    ``lines``: keys of safety.yml that the service says itself. ``danger``: to be raised before anything
    else. ``ask_dialogue``: Rasa speaks. ``failed``: the dialogue could not; a person is told.
    """

    lines: list[str] = field(default_factory=list)
    danger: Danger | None = None
    effects: list[Effect] = field(default_factory=list)
    ask_dialogue: bool = False
    numbers_again: bool = False
    """The place became known in an open critical case: give its numbers."""
    wait_for_words: bool = False
    """A first message without words: the desk gets it if no answer comes."""
    replies: list[Reply] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    new_session: bool = False
    failed: str = ""


def decide(job: Job) -> Decision:
    """Decide by who owns the conversation, what was tapped, and what kind of message came."""
    decision = Decision(danger=_new_danger(job))
    if job.payload.startswith("consent:"):
        # Whoever speaks now: the answer counts, and in an operator's hands nothing is said to it.
        decision.effects.append(AnswerConsent(job.payload))
        decision.lines.append("safe.noted")
        return decision
    if read_payload(job.payload):
        # The answer to an operator's card: it is coded in the commit, and she speaks, not the assistant.
        if job.owner != "operator":
            decision.lines.append("safe.noted")
        return decision
    other = _code_of_another(job)
    if other:
        decision.effects.append(AddByCode(other))
    if job.owner == "operator":
        return decision
    if other and decision.danger is None and not job.parse.get("raised"):
        # The same words for every code: they tell nothing of any case.
        decision.lines.append("safe.noted")
        return decision
    if job.answer is not None and job.answer.stale:
        decision.lines.append("safe.stale_tap")
        return decision
    if job.payload and _choice(job, decision):
        return decision
    if job.text.strip() == SILENT_WORD and not job.payload and not number_is_asked(job.events):
        return _silent(job, decision)
    if job.event.kind == "reaction":
        return decision
    if job.event.position is not None:
        decision.lines.append("safe.position_received")
        decision.numbers_again = _has_critical(job) and job.country is not None
        decision.ask_dialogue = bool(job.cases) or not job.first_message
        decision.wait_for_words = job.first_message
        if job.first_message:
            decision.lines.append("safe.first_media")
        return decision
    if job.event.kind in WORDLESS and not job.text.strip():
        return _wordless(job, decision)
    if _is_foreign(job):
        decision.lines.append("safe.other_language")
        return decision
    decision.ask_dialogue = True
    asked = open_field(job.events)
    if asked and job.event.media is not None:
        decision.effects.append(NoteField(asked.topic, asked.field, state="filed"))
    return decision


def _code_of_another(job: Job) -> str:
    """Return the first code in the words that is of none of this conversation's cases; empty without."""
    found = job.understanding.entities if job.understanding is not None else ()
    return next((e.value for e in found if e.kind == "case_code" and e.value not in job.own_codes), "")


def _new_danger(job: Job) -> Danger | None:
    """The full model sees a danger that the screen did not."""
    seen = job.understanding
    if seen is None or not seen.critical or job.parse.get("raised"):
        return None
    topic = seen.topic
    if not topic.startswith(("emergency_", "consular_")):
        topic = next((name for name, _ in seen.ranking if name.startswith("emergency_")), BARE_CRY)
    by_rule = any(reason.startswith("phrase") for reason in seen.reasons)
    return Danger(topic, seen.confidence, seen.reasons, by_rule)


def _choice(job: Job, decision: Decision) -> bool:
    """Handle choices that mean the same with and without the dialogue; returns whether that was all."""
    prefix, _, value = job.payload.partition(":")
    if prefix == "country" and len(value) == 2:
        decision.effects.append(SetCountry(value))
        job.country = value
        decision.numbers_again = _has_critical(job)
        decision.ask_dialogue = True
        return True
    if prefix == "language" and value in LANGUAGES:
        decision.effects.append(SetLanguage(value))
        decision.lines.append("safe.language_set")
        return True
    if job.payload in ("danger:yes", "menu:danger", "topic:emergency_unspecified"):
        decision.danger = Danger(BARE_CRY, 1.0, ["the person chose 'in danger'"], True)
        decision.ask_dialogue = True
        return True
    if job.payload == "danger:no":
        decision.lines.append("safe.danger_no")
        return True
    decision.ask_dialogue = True
    return True


def _silent(job: Job, decision: Decision) -> Decision:
    """ "55": help is needed, nothing may be said aloud, replies look harmless."""
    decision.effects.append(SilentMode())
    decision.danger = decision.danger or Danger(BARE_CRY, 1.0, ["wrote 55: cannot talk"], True)
    decision.lines.append("ask.silent_ok")
    return decision


def _wordless(job: Job, decision: Decision) -> Decision:
    if job.cases and job.event.media is not None and job.event.kind != "sticker" and open_field(job.events):
        # The intake files it with the question it answers.
        decision.ask_dialogue = True
    elif job.cases:
        decision.lines.append("safe.media_received")
    elif job.first_message or job.event.kind in ("sticker", "unknown", "contact"):
        decision.lines.append("safe.first_media")
        decision.wait_for_words = True
    else:
        decision.lines.append("safe.media_received")
        decision.wait_for_words = True
    return decision


def _is_foreign(job: Job) -> bool:
    seen = job.understanding
    return (
        seen is not None
        and seen.language == "other"
        and not seen.critical
        and not job.cases
        and not sessions.active_form(job.events)
    )


def _has_critical(job: Job) -> bool:
    return any(case["urgency"] == "critical" for case in job.cases)
