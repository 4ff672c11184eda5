"""What goes over the wire, with what the schema page shows of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.dialogue.topics import topics
from bot.reference.countries import countries

Status = Literal[
    "new", "ringing", "claimed", "active", "waiting", "transferred", "resolved", "closed", "cancelled"
]
Urgency = Literal["routine", "urgent", "critical"]
PartnerStatus = Literal["accepted", "on_the_way", "on_scene", "closed"]
Language = Literal["id", "en", "zh", "fr"]


def _described(text: str, *examples: Any, **extra: Any) -> dict[str, Any]:
    return {"description": text, "examples": list(examples), **({"extra": extra} if extra else {})}


COUNTRY_CODES = sorted(countries())
TOPICS = sorted(topics())
Country = Annotated[
    str, Meta(extra_json_schema=_described("ISO 3166-1 code of two letters.", "ID", enum=COUNTRY_CODES))
]
Topic = Annotated[
    str, Meta(extra_json_schema=_described("What it is about.", "emergency_medical", enum=TOPICS))
]
Note = Annotated[
    str,
    Meta(max_length=2000, extra_json_schema=_described("Free text for the desk.", "Ambulance 12, two crew.")),
]
EventKind = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z_]{1,29}$",
        extra_json_schema=_described("Kind of a step in a case's history.", "claimed"),
    ),
]


class FieldError(Struct, frozen=True):
    """One value that cannot be used."""

    field: str
    message: str


class ProblemDetails(Struct, frozen=True, omit_defaults=True):
    """An error after RFC 9457; nothing was changed."""

    type: str
    title: str
    status: int
    detail: str
    what_to_do: str
    instance: str
    errors: list[FieldError] | UnsetType = UNSET
    did_you_mean: list[str] | UnsetType = UNSET
    """Codes one wrong or two swapped characters away that this token may see."""


class Position(Struct, frozen=True, forbid_unknown_fields=True):
    """A position, WGS 84 degrees."""

    latitude: Annotated[float, Meta(ge=-90, le=90, extra_json_schema=_described("Degrees north.", -6.2607))]
    longitude: Annotated[
        float, Meta(ge=-180, le=180, extra_json_schema=_described("Degrees east.", 106.8137))
    ]
    accuracy_m: (
        Annotated[float, Meta(ge=0, le=1_000_000, extra_json_schema=_described("Metres.", 40))] | None
    ) = None


class PlaceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the person is; a position decides before words do."""

    country: Country | None = None
    text: Annotated[
        str, Meta(max_length=500, extra_json_schema=_described("In words.", "Kemang Raya 12"))
    ] = ""
    position: Position | None = None


class Reporter(Struct, frozen=True, forbid_unknown_fields=True):
    """Who told the partner."""

    name: Annotated[str, Meta(max_length=200, extra_json_schema=_described("Name.", "Dewi Lestari"))] = ""
    phone: Annotated[str, Meta(max_length=32, extra_json_schema=_described("Number.", "+628111222333"))] = ""
    relation: Annotated[
        str,
        Meta(
            max_length=40,
            extra_json_schema=_described("To the person concerned: self, parent, friend…", "self"),
        ),
    ] = ""
    language: Language | None = None


class NewCase(Struct, frozen=True, forbid_unknown_fields=True):
    """A matter that a partner hands to us."""

    topic: Topic
    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=4000,
            extra_json_schema=_described("What happened.", "Man, 60, chest pain, awake."),
        ),
    ]
    urgency: Urgency | None = None
    """Never lower than the topic's own, and never lower than what the text says."""
    place: PlaceIn | None = None
    reporter: Reporter | None = None
    nationality: Country | None = None
    """As the person told it; leave it out rather than guess."""
    reference: Annotated[
        str,
        Meta(
            max_length=100, extra_json_schema=_described("Your own number of the matter.", "110-2026-004711")
        ),
    ] = ""
    do_not_call: bool = False
    exercise: bool = False


class CaseReceipt(Struct, frozen=True):
    """What became of a new matter."""

    code: str
    status: Status
    urgency: Urgency
    topic: str
    desk: str
    joined: bool
    """An open case of the same reference and topic was there already; this was added to it."""
    exercise: bool
    opened_at: datetime
    what_happens: str


class StatusUpdate(Struct, frozen=True, forbid_unknown_fields=True):
    """How the partner stands to a case. At least one of the two."""

    status: PartnerStatus | None = None
    note: Note = ""


class StatusReceipt(Struct, frozen=True):
    """A status update was noted. Only a person of the desk closes a case."""

    code: str
    event_id: int
    status: PartnerStatus | None
    note: str
    repeated: bool
    """The same status had been told before; nothing was added."""
    case_status: Status
    what_happens: str


class SignedStatus(Struct, frozen=True, forbid_unknown_fields=True):
    """A status update in a signed call."""

    case: Annotated[str, Meta(max_length=20, extra_json_schema=_described("Code of the case.", "JKT-7K4P-2"))]
    status: PartnerStatus | None = None
    note: Note = ""


class CaseOut(Struct, frozen=True):
    """One case, as far as this token may know it."""

    code: str
    status: Status
    topic: str
    urgency: Urgency
    desk: str
    watched: bool
    """The person may be overheard or have the phone taken: nothing may be sent or phoned unprompted."""
    do_not_call: bool
    contact_rule: dict[str, Any]
    exercise: bool
    opened_at: datetime
    updated_at: datetime
    claimed_at: datetime | None
    first_human_at: datetime | None
    closed_at: datetime | None
    outcome_code: str | None
    country: str | None
    place: str | None
    position: Position | None
    language: str | None
    nationality: str | None
    vulnerable: list[str]
    facts: dict[str, Any]
    """Coded answers; never words."""
    reason: str | None
    outcome: str | None
    incident: str | None
    duplicate_of: str | None
    partner_status: str | None
    withheld: list[str]
    """Fields that are known but not given to this token, because nobody consented."""


class CasePage(Struct, frozen=True):
    """Some cases, the oldest first; ``next`` is the cursor of the page after."""

    cases: list[CaseOut]
    next: str | None


class MessageOut(Struct, frozen=True):
    """One line of the talk."""

    id: int
    at: datetime
    direction: Literal["in", "out"]
    author: str
    kind: str
    text: str
    language: str | None
    position: Position | None


class MessagePage(Struct, frozen=True):
    """Some lines of the talk, the oldest first."""

    messages: list[MessageOut]
    next: str | None


class DeskOut(Struct, frozen=True):
    """A desk, and how to reach one that nobody has staffed here."""

    code: str
    name: str
    kind: str
    languages: list[str]
    staffed: bool
    on_duty_for_the_rest: bool
    parent: str | None
    hours: dict[str, Any]
    contact: dict[str, Any]


class DeskList(Struct, frozen=True):
    """All desks."""

    desks: list[DeskOut]


class NewWebhook(Struct, frozen=True, forbid_unknown_fields=True):
    """An address that is to be told of events."""

    name: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9][a-z0-9-]{1,59}$",
            extra_json_schema=_described("Name, also of signed calls in.", "beijing-110"),
        ),
    ]
    url: Annotated[
        str,
        Meta(
            min_length=9,
            max_length=2000,
            extra_json_schema=_described("https address.", "https://cad.example.org/hook"),
        ),
    ]
    events: Annotated[list[EventKind], Meta(max_length=50)] = []
    """Kinds of events; empty: all."""


class WebhookOut(Struct, frozen=True):
    """A webhook, and how its deliveries stand."""

    id: int
    name: str
    url: str
    events: list[str]
    desk: str | None
    active: bool
    created_at: datetime
    queued: int
    delivered: int
    dead: int


class WebhookMade(Struct, frozen=True):
    """A new webhook with the secret that signs it, shown only now."""

    id: int
    name: str
    url: str
    events: list[str]
    desk: str | None
    secret: str


class WebhookList(Struct, frozen=True):
    """The webhooks of this token's name."""

    webhooks: list[WebhookOut]


class Replayed(Struct, frozen=True):
    """How many events are on their way again."""

    queued: int


class FigureRow(Struct, frozen=True):
    """The figures of one group, by the names of the columns; null where there is none, or it is endless."""

    code: str
    figures: dict[str, float | None]


class FigureTable(Struct, frozen=True):
    """A table of figures; ``by`` says what the codes of the rows stand for."""

    key: str
    by: str
    rows: list[FigureRow]
    total: FigureRow | None


class StatisticsOut(Struct, frozen=True):
    """Figures over the cases opened in a stretch of days. Shares are between 0 and 1, times seconds."""

    first: date
    last: date
    timezone: str
    desk: str | None
    made_at: datetime
    cases: int
    open_now: int
    tables: list[FigureTable]
