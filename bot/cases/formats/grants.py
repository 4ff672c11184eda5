"""Whether a recipient may be told, on which ground, and which fields (CARE §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.cases.formats.case_types import CaseData, ConsentData
from bot.cases.formats.recipients import Recipient
from bot.cases.vital_interest import obstacle

FIELDS = (
    "place", "language", "nationality", "vitals", "vulnerable", "facts", "reporter", "concerned", "owner",
    "phones", "messages", "timeline", "outcome", "incident", "operator",
)  # fmt: skip
"""What can be named in the list for a partner. Code, desk, topic, urgency, status, times, exercise, watched
and the contact rule always travel."""
DEFAULT_FIELDS = frozenset({"place", "language", "vitals", "vulnerable"})
"""What a partner gets when nobody has chosen: enough to find and help a person, and no name."""


class ExportRefused(Exception):
    """This recipient may not be told; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission to tell. ``fields`` is None for the whole file."""

    recipient: Recipient
    ground: str
    fields: frozenset[str] | None

    @property
    def is_partner(self) -> bool:
        """Whether only a list of fields goes."""
        return self.fields is not None


def grant_for(data: CaseData, recipient: Recipient) -> Grant:
    """Return what this recipient may have.

    Raises:
        ExportRefused: another state or organisation without consent or vital interest.
    """
    if not recipient.name:
        raise ExportRefused("Nothing was exported: name the recipient, a desk's code or a partner's name.")
    if not recipient.is_partner_of(data.desk):
        return Grant(recipient, "same_state", None)
    consent = _deciding(data.consents, recipient.name)
    if consent is None:
        raise ExportRefused(
            f"{_not_to(data, recipient)}: the person has not agreed that {recipient.title} is told. "
            "Ask in the case first, recipient by recipient."
        )
    if consent.ground == "vital_interest":
        _check_vital_interest(data, recipient, consent)
    elif consent.state != "given":
        raise ExportRefused(
            f"{_not_to(data, recipient)}: the person's answer is '{consent.state}'. "
            "Respect it; ask again only if something has changed."
        )
    return Grant(recipient, consent.ground, _fields(data, recipient))


def _deciding(consents: Iterable[ConsentData], recipient: str) -> ConsentData | None:
    """The newest row that says something: an answer, or vital interest. A bare question decides nothing."""
    mine = [one for one in consents if one.recipient.strip().casefold() == recipient.casefold()]
    return next(
        (one for one in reversed(mine) if one.state != "asked" or one.ground == "vital_interest"), None
    )


def _check_vital_interest(data: CaseData, recipient: Recipient, consent: ConsentData) -> None:
    if consent.state in ("refused", "withdrawn"):
        raise ExportRefused(f"{_not_to(data, recipient)}: vital interest was {consent.state}.")
    desk = recipient.desk
    found = obstacle(
        reason=consent.reason,
        country=data.place.country,
        passports=[data.nationality, *(person.nationality for person in data.people)],
        kind=desk.kind if desk else None,
        state=desk.state if desk else None,
        sends_to=desk.countries if desk else None,
    )
    if found:
        raise ExportRefused(f"{_not_to(data, recipient)}: {_WHY_NOT[found].format(place=_place(data))}")


_WHY_NOT = {
    "reason": "vital interest needs a reason. Write it down.",
    "own_government": "vital interest never covers the person's own government. Ask the person.",
    "no_rescuers": "vital interest covers rescuers on the spot alone, and this desk sends none. Ask the person.",
    "elsewhere": (
        "vital interest covers rescuers on the spot alone, and this desk sends nobody in {place}. Ask the person."
    ),
}


def _place(data: CaseData) -> str:
    return data.place.country or "a place not known yet"


def _not_to(data: CaseData, recipient: Recipient) -> str:
    return f"Case {data.code} was not exported to {recipient.title}"


def _fields(data: CaseData, recipient: Recipient) -> frozenset[str]:
    """The list of the newest transfer to this desk that stands, else the default."""
    for transfer in reversed(data.transfers):
        stands = transfer.state in ("pending", "accepted")
        if stands and transfer.to_desk == recipient.name and transfer.fields:
            return frozenset(transfer.fields) & frozenset(FIELDS)
    return DEFAULT_FIELDS
