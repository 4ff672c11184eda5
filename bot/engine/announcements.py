"""What the traveller is told when the voice in the conversation changes. Never to watched people."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.engine.runtime import Runtime
from bot.messages.outbox import say
from bot.store.tables import Case


def say_operator_here(session: Session, runtime: Runtime, case: Case) -> None:
    """Tell that a person is reading now; from here on the assistant is silent."""
    _say(session, runtime, case, "status.operator_here")


def say_bot_again(session: Session, runtime: Runtime, case: Case) -> None:
    """Tell that the assistant answers again, and how to reach a person."""
    if case.conversation.owner == "bot":
        _say(session, runtime, case, "status.bot_again")


def _say(session: Session, runtime: Runtime, case: Case, key: str) -> None:
    conversation = case.conversation
    if case.watched or conversation.watched or conversation.silent:
        return
    text = runtime.texts.text(key, conversation.language, conversation.script)
    say(session, conversation, "status", text, key=key, case_id=case.id, version=runtime.version)
