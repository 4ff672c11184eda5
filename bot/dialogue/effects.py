"""What custom actions propose. The engine applies effects in its commit; actions never write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Effect:
    """Base of all proposals."""


@dataclass(frozen=True)
class OpenCase(Effect):
    """Open a case for a matter, or join the open one. With ``critical`` the service's emergency path
    runs (first answer, alarm) unless it already has."""

    topic: str
    urgency: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RingAgain(Effect):
    """Something got worse: ring the desk again, claimed or not."""

    reason: str


@dataclass(frozen=True)
class RequestHandover(Effect):
    """A person is wanted. ``reason`` is a code such as ``asked`` or ``not_understood``."""

    reason: str
    urgency: str


@dataclass(frozen=True)
class NoteFact(Effect):
    """A coded answer or the person's own words, for the case file."""

    name: str
    value: str


@dataclass(frozen=True)
class NotePlace(Effect):
    """A place in words, with the country where it is known."""

    text: str
    country: str | None = None


@dataclass(frozen=True)
class AskPosition(Effect):
    """Offer the channel's button for sharing a position under the last reply."""


@dataclass(frozen=True)
class SendPlace(Effect):
    """Send a position pin with a name and an address; WGS 84 degrees."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class SetNationality(Effect):
    """The person said which passport they have."""

    iso2: str


@dataclass(frozen=True)
class SetCountry(Effect):
    """The person said where they are."""

    iso2: str


@dataclass(frozen=True)
class SetLanguage(Effect):
    """The person chose a language; it sticks."""

    language: str


@dataclass(frozen=True)
class AddInformation(Effect):
    """The message belongs to the open case."""


@dataclass(frozen=True)
class AddByCode(Effect):
    """The message names the code of a case that is not this conversation's: its words go to that case."""

    code: str


@dataclass(frozen=True)
class RequestCancel(Effect):
    """The person takes it back. It closes nothing; on a watched topic it raises attention."""


@dataclass(frozen=True)
class Complaint(Effect):
    """A complaint for a supervisor."""


@dataclass(frozen=True)
class SilentMode(Effect):
    """The person cannot talk: no calls, short harmless replies, DO NOT CALL on the screen."""


@dataclass(frozen=True)
class Mark(Effect):
    """A mark for the operator: ``duress`` (the neutral option was chosen), ``number_55``,
    ``contact_not_safe``."""

    kind: str


@dataclass(frozen=True)
class PrivacyRequest(Effect):
    """A copy (``export``) or deletion (``erase``) is asked for; an officer verifies."""

    kind: str


@dataclass(frozen=True)
class NoteField(Effect):
    """A field of the consular intake (``bot/cases/intake_fields.yml``) in the case of a topic.

    ``state``: ``answered`` (``code`` and, beside it, the person's own words), ``asked`` (the question was
    put) or ``filed`` (the file of this message answers it).
    """

    topic: str
    field: str
    code: str = ""
    text: str = ""
    state: str = "answered"


@dataclass(frozen=True)
class AnswerConsent(Effect):
    """The person says whether a recipient may be told; ``payload`` is that of the tapped button."""

    payload: str
