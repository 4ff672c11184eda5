"""What a snapshot of a case is made of. Times are aware; languages, countries and kinds are codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DeskData:
    """A desk. ``state``: whose authority it is, ISO 3166 alpha-2; of a mission not where it stands."""

    code: str
    name: str
    kind: str
    state: str | None
    countries: tuple[str, ...]
    timezone: str


@dataclass(frozen=True, slots=True)
class OperatorData:
    """Who holds the case."""

    login: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceData:
    """Where the matter is. ``at``: when the position was sent; ``source``: position, text or answer.

    ``is_elsewhere``: the position lies in another country than the matter, so it is the reporter's own.
    """

    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    words: str = ""
    at: datetime | None = None
    source: str | None = None
    is_elsewhere: bool = False

    @property
    def has_position(self) -> bool:
        """Whether there are coordinates."""
        return self.latitude is not None and self.longitude is not None

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the place."""
        return self.has_position or bool(self.words or self.country)


@dataclass(frozen=True, slots=True)
class PersonData:
    """One of the three persons. role: reporter, concerned (whom it is about) or owner (of the phone)."""

    id: int
    role: str
    name: str = ""
    relation: str = ""
    nationality: str | None = None
    is_minor: bool = False
    phone: str | None = None
    facts: tuple[FactData, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreadData:
    """The conversation the case belongs to."""

    channel: str
    display_name: str
    phone: str | None
    language: str | None
    script: str
    reachable: bool
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactRule:
    """How the person may be reached; travels with the file into every format."""

    do_not_call: bool = False
    never_unprompted: bool = False
    channel: str = ""
    hours: str = ""
    words: str = ""

    @property
    def is_set(self) -> bool:
        """Whether there is anything to heed."""
        return any((self.do_not_call, self.never_unprompted, self.channel, self.hours, self.words))


@dataclass(frozen=True, slots=True)
class FactData:
    """One answer: a code (``none``), the person's own words, or both."""

    name: str
    code: str | None = None
    text: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class EventData:
    """One step of the history."""

    id: int
    kind: str
    actor: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MessageData:
    """One line of the conversation."""

    id: int
    direction: str
    author: str
    kind: str
    text: str
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentData:
    """The event that several cases belong to, with the codes of the others."""

    code: str
    topic: str
    place: str
    other_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentData:
    """Whether one recipient may be told."""

    id: int
    recipient: str
    ground: str
    state: str
    reason: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class TransferData:
    """The case on its way to another desk, with the fields that a partner gets."""

    id: int
    from_desk: str
    to_desk: str
    state: str
    reason: str
    fields: tuple[str, ...]
    made_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadlineData:
    """Something that must not be forgotten."""

    kind: str
    due_at: datetime
    note: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseData:
    """A case as it stood at one moment."""

    code: str
    topic: str
    urgency: str
    status: str
    watched: bool
    exercise: bool
    reason: str
    route_why: str
    desk: DeskData
    operator: OperatorData | None
    place: PlaceData
    thread: ThreadData
    language: str | None
    nationality: str | None
    vulnerable: tuple[str, ...]
    contact_rule: ContactRule
    marks: tuple[str, ...]
    people: tuple[PersonData, ...]
    facts: tuple[FactData, ...]
    timeline: tuple[EventData, ...]
    messages: tuple[MessageData, ...]
    incident: IncidentData | None
    duplicate_of: str | None
    consents: tuple[ConsentData, ...]
    transfers: tuple[TransferData, ...]
    deadlines: tuple[DeadlineData, ...]
    opened_at: datetime
    changed_at: datetime
    claimed_at: datetime | None
    first_human_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    outcome_code: str | None

    def person(self, role: str) -> PersonData | None:
        """Return the first person of a role."""
        return next((person for person in self.people if person.role == role), None)

    def fact(self, name: str) -> str | None:
        """Return the coded answer to a question."""
        return next((fact.code for fact in self.facts if fact.name == name), None)
