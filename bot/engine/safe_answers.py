"""What is said when the dialogue cannot: never silence, always the number, and a person is told."""

from __future__ import annotations

from bot.dialogue.effects import OpenCase, RequestHandover, SilentMode
from bot.dialogue.errors import DialogueDown
from bot.engine.deciding import Decision
from bot.engine.loading import Job


def answer_safely(job: Job, decision: Decision, error: Exception) -> Decision:
    """Return the decision for a message that the dialogue did not answer.

    With the dialogue process dead there is a menu; after a failure in a turn one sentence. Either way
    the desk gets a mark. In an open case the first answer stands: only the operator is told.
    """
    decision.ask_dialogue = False
    decision.failed = f"{type(error).__name__}: {error}"
    seen = job.understanding
    if job.payload == "write_safely:no":
        decision.effects.append(SilentMode())
        decision.lines.append("ask.silent_ok")
    elif any(case["urgency"] == "critical" for case in job.cases) or decision.danger is not None:
        return decision
    elif job.payload in ("menu:human", "topic:chat_human"):
        decision.effects.append(RequestHandover("asked", "urgent"))
        decision.lines.append("safe.human_asked")
    elif job.payload == "menu:numbers":
        decision.lines.append("safe.numbers" if job.country else "ask.country")
    elif job.payload.startswith("country:"):
        decision.lines.append("safe.numbers" if job.country else "ask.country_name")
    elif seen is not None and seen.urgency == "urgent" and seen.topic.startswith("consular_"):
        decision.effects.append(OpenCase(seen.topic, "urgent"))
        decision.lines.append("safe.human_asked")
    elif isinstance(error, DialogueDown):
        decision.lines.append("safe.degraded")
    else:
        decision.effects.append(RequestHandover("turn_failed", "urgent"))
        decision.lines.append("safe.turn_failed")
    return decision
