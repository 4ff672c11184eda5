"""Cuts a snapshot down to what its recipient may have, once for all formats."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.formats.case_types import (
    CaseData,
    EventData,
    FactData,
    IncidentData,
    MessageData,
    PersonData,
    PlaceData,
)
from bot.cases.formats.facts import VITALS
from bot.cases.formats.grants import Grant

_FIELD_OF = {"country": "place", "where": "place", "nationality": "nationality"}
"""Answers that are part of another field than ``facts``."""


def reduced(data: CaseData, grant: Grant) -> CaseData:
    """Return the snapshot as this recipient may see it. Contact rule, watched and exercise always stay.

    Of a watched person a partner never gets own words: no message, no free text of answers or history.
    """
    if grant.fields is None:
        return data
    fields = grant.fields
    may_read_words = not data.watched
    return replace(
        data,
        reason="",
        route_why="",
        operator=data.operator if "operator" in fields else None,
        place=data.place if "place" in fields else PlaceData(),
        thread=replace(data.thread, display_name="", phone=None),
        language=data.language if "language" in fields else None,
        nationality=data.nationality if "nationality" in fields else None,
        vulnerable=data.vulnerable if "vulnerable" in fields else (),
        marks=(),
        people=tuple(_person(one, fields, data) for one in data.people if one.role in fields),
        facts=_facts(data.facts, fields, may_read_words),
        timeline=tuple(_step(event) for event in data.timeline) if "timeline" in fields else (),
        messages=_said(data) if "messages" in fields and may_read_words else (),
        incident=_incident(data, fields) if "incident" in fields else None,
        duplicate_of=None,
        consents=(),
        transfers=tuple(
            replace(one, reason="", fields=())
            for one in data.transfers
            if one.to_desk == grant.recipient.name
        ),
        deadlines=(),
        outcome=data.outcome if "outcome" in fields and may_read_words else None,
        outcome_code=data.outcome_code if "outcome" in fields else None,
    )


def _person(person: PersonData, fields: frozenset[str], data: CaseData) -> PersonData:
    """A phone is named apart from its owner, and never where nobody may call it."""
    may_phone = "phones" in fields and not data.contact_rule.do_not_call
    return replace(
        person,
        phone=person.phone if may_phone else None,
        nationality=person.nationality if "nationality" in fields else None,
        facts=_facts(person.facts, fields, not data.watched),
    )


def _facts(facts: tuple[FactData, ...], fields: frozenset[str], may_read_words: bool) -> tuple[FactData, ...]:
    kept = [
        fact
        for fact in facts
        if _FIELD_OF.get(fact.name, "facts") in fields or ("vitals" in fields and fact.name in VITALS)
    ]
    if may_read_words:
        return tuple(kept)
    return tuple(replace(fact, text=None) for fact in kept if fact.code is not None)


def _step(event: EventData) -> EventData:
    """What happened and when; who of the staff did it and the words used stay here."""
    actor = event.actor if event.actor in ("bot", "system") else "desk"
    return replace(event, actor=actor, data={})


def _said(data: CaseData) -> tuple[MessageData, ...]:
    return tuple(message for message in data.messages if message.author != "system")


def _incident(data: CaseData, fields: frozenset[str]) -> IncidentData | None:
    """The event, without the codes of other people's cases; its place only with the case's own."""
    if data.incident is None:
        return None
    return replace(data.incident, other_codes=(), place=data.incident.place if "place" in fields else "")
