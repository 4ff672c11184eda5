"""What follows when the place of a conversation changes: its cases move, wrong numbers are taken back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.incidents import look_for_incident
from bot.cases.opening import open_cases
from bot.cases.rerouting import reroute
from bot.engine.first_answer import number_line
from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.engine.where import Where, where_of
from bot.messages.outbox import say
from bot.reference.countries import country_name, is_country
from bot.reference.number_types import NumberLine
from bot.reference.numbers import first_answer_numbers, numbers_for
from bot.store.tables import Case, CaseEvent, Conversation, Message

TOLD = "place or nationality told"
"""Why a case follows, as the history keeps it."""
CORRECTED, SAME = "status.numbers_corrected", "status.numbers_here"


def place_mark(conversation: Conversation) -> tuple[Any, ...]:
    """Return a value that differs when what is known of the place differs; compare before and after."""
    return (
        conversation.country,
        conversation.country_source,
        conversation.latitude,
        conversation.longitude,
        conversation.place,
        conversation.in_jakarta,
        conversation.nationality,
    )


def follow_cases(session: Session, conversation: Conversation, why: str) -> None:
    """Let every open case of a conversation follow its place and nationality.

    With its place known a case may turn out to belong to an incident.
    """
    # The older first, as everybody who takes two cases does: so nobody waits for each other.
    for case in sorted(open_cases(session, conversation.id), key=lambda case: case.id):
        before = case.country
        reroute(session, case, why)
        if case.country != before:
            # Which numbers the person was given is found by what the country was: see wrong_country.
            record(
                session, case, "country_noted", "bot", country=case.country, source=conversation.country_source
            )
        look_for_incident(session, case)


def wrong_country(session: Session, case: Case) -> str | None:
    """Return the country whose numbers the traveller has and that is no longer the one; None without."""
    rows = session.scalars(
        select(CaseEvent.data)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.kind.in_(("first_answer", "country_noted", "numbers_corrected")),
        )
        .order_by(CaseEvent.id.desc())
    )
    present = where_of(case.conversation).country
    for data in rows:
        told = data.get("country")
        if told and told != present:
            return str(told)
        if "wrong" in data:
            return None  # The numbers of this place went out after the last change.
    return None


def resend_numbers(
    session: Session, runtime: Runtime, case: Case, wrong_country: str, *, actor: str = "system"
) -> Message | None:
    """Send the numbers of the place that is known now, and say which of the earlier ones to ignore.

    A number that holds in both places is not taken back. Nothing is sent, and None returned, when the
    country is unknown, or is the one the person is in.

    Args:
        wrong_country: ISO code of the country whose numbers were given by mistake.
        actor: log-in name of the operator who asked for it.
    """
    wrong_country = wrong_country.strip().upper()
    line = correction(runtime.texts, case, wrong_country)
    if line is None:
        return None
    key, text = line
    conversation = case.conversation
    message = say(
        session, conversation, "safety", text, key=key, case_id=case.id, version=runtime.version
    )
    record(
        session, case, "numbers_corrected", actor,
        country=where_of(conversation).country, wrong=wrong_country, message_id=message.id,
    )  # fmt: skip
    return message


def correction(texts: Texts, case: Case, wrong_country: str) -> tuple[str, str] | None:
    """Return key and text of the line that :func:`resend_numbers` sends, to be read beforehand."""
    conversation = case.conversation
    where = where_of(conversation)
    if where.country is None or not is_country(wrong_country) or wrong_country == where.country:
        return None
    language, script = conversation.language, conversation.script
    right = number_line(texts, case.topic, language, script, where, plain=conversation.watched)
    void = _void_numbers(case.topic, wrong_country, where)
    key = CORRECTED if void else SAME
    values = {"numbers": right}
    if void:
        country = country_name(wrong_country, language or "en", script)
        values["wrong"] = f"{country}: {', '.join(void)}"
    return key, texts.text(key, language, script, **values)


def _void_numbers(topic: str, wrong_country: str, where: Where) -> list[str]:
    """Return the numbers given for a country that reach nobody where the person is."""
    valid: set[str] = set()
    if where.country is not None:
        known = numbers_for(where.country, "ID-JK" if where.in_jakarta else None)
        for field in fields(known):
            lines = getattr(known, field.name)
            if isinstance(lines, tuple):
                valid |= {line.dial for line in lines if isinstance(line, NumberLine)}
        valid |= {line.dial for line in first_answer_numbers(where.country, topic, where.in_jakarta)}
    given = first_answer_numbers(wrong_country, topic, in_jakarta=False)
    return [line.number for line in given if line.dial not in valid]
