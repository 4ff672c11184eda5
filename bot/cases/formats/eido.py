"""A case as EIDO-shaped JSON: the Emergency Incident Data Object of NENA-STA-021.1a, version 1.0.

Field names are the standard's own. What it has no place for (watched, contact rule, exercise, the answers as
codes) stands twice: as words in the first note, and as data under ``lindungExtension``, which the standard
lets a receiver ignore. The data object may be used where the standard is adopted; it names no resource that
was dispatched, because this service sends nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.cases.formats.case_types import CaseData, PersonData
from bot.cases.formats.codes_of_topics import codes_of
from bot.cases.formats.eido_ids import Ids, reference
from bot.cases.formats.eido_notes import notes
from bot.cases.formats.eido_people import callbacks, is_callable, people
from bot.cases.formats.eido_places import locations
from bot.cases.formats.recipients import Recipient

VERSION = "1.0"
VOCABULARY = "./JSON-LD_Contexts/EmergencyIncidentDataObjectType.jsonld"
PRIORITY = {"critical": 10, "urgent": 6, "routine": 2}
"""0 to 10, 10 the highest; a case is never zero."""
STATUS = {"resolved": "Closed", "closed": "Closed", "cancelled": "Cancelled"}
CALL_STATE = {"claimed": "callAnswered", "active": "callAnswered", "resolved": "callEnd", "closed": "callEnd",
              "cancelled": "callEnd"}  # fmt: skip
DISPOSITION = {"helped": "18", "referred": "15", "no_answer": "14", "false_alarm": "10", "duplicate": "22",
               "refused": "35", "died": "01"}  # fmt: skip
"""Registry "EIDO-CommonDispositionCode" (from APCO ANS 1.111.2-2018), the nearest code for each outcome."""
AGENCY_TYPE = {"112": "psap", "mission": "consular", "partner": "psap"}
"""The registry of responders has no name for a mission; "consular" is ours."""


def to_eido(data: CaseData, *, host: str, recipient: Recipient) -> dict[str, Any]:
    """Return the object, ready for JSON.

    Args:
        data: reduced to what the recipient may have.
        host: domain that issues the identifiers.
    """
    if data.person("reporter") is None:
        # With a call there is a caller (section 2.16), even if nobody may know who.
        data = replace(data, people=(PersonData(0, "reporter"), *data.people))
    ids = Ids(data, host)
    found = {
        "notesComponent": notes(data, ids),
        "locationComponent": locations(data, ids),
        "callbackComponent": callbacks(data, ids),
        "agentComponent": _agents(data, ids),
        "linkComponent": _links(data, ids),
        "mergeComponent": _merges(data, ids),
    }
    return {
        **ids.prologue(ids.incident(data.code)),
        "eidoVersion": VERSION,
        "issuingElementIdentification": ids.host,
        "agencyComponent": _agencies(data, ids, recipient),
        "incidentComponent": _incident(data, ids),
        "callComponent": [_call(data, ids)],
        "personComponent": people(data, ids),
        **{name: component for name, component in found.items() if component},
        "lindungExtension": _extension(data),
        "@context": {"@vocab": VOCABULARY},
    }


def _incident(data: CaseData, ids: Ids) -> dict[str, Any]:
    statuses = [STATUS.get(data.status, "Active")]
    if any(event.kind == "reopened" for event in data.timeline):
        statuses.append("ReOpened")
    incident: dict[str, Any] = {
        **ids.prologue(ids.own("incident")),
        "internalIncidentId": data.code,
        "incidentTypeCommonRegistryText": codes_of(data.topic, data.urgency).incident_type,
        "incidentTypeInternalCode": data.topic,
        "incidentStatusCommonRegistryText": statuses,
        "incidentStatusInternalText": [data.status, *(["EXERCISE"] if data.exercise else [])],
        "incidentPriorityInternalText": data.urgency,
        "incidentCommonPriorityNumber": PRIORITY[data.urgency],
        "beatOrDispatchGroupText": data.desk.code,
        "personReference": [reference(ids.person(person)) for person in data.people],
        "locationReference": [reference(place["$id"]) for place in locations(data, ids)],
        "notesReference": [reference(note["$id"]) for note in notes(data, ids)],
    }
    if data.outcome_code in DISPOSITION:
        incident["dispositionComponent"] = [_disposition(data, ids)]
    return {name: value for name, value in incident.items() if value not in ([], "")}


def _disposition(data: CaseData, ids: Ids) -> dict[str, Any]:
    disposition = {
        **ids.prologue(ids.own("disposition")),
        "dispositionCommonRegistryCode": DISPOSITION[data.outcome_code or ""],
        "dispositionCategoryText": data.outcome_code,
        "dispositionPrimaryIndicator": True,
    }
    return {**disposition, "dispositionDescriptionText": data.outcome} if data.outcome else disposition


def _call(data: CaseData, ids: Ids) -> dict[str, Any]:
    reporter = data.person("reporter")
    call: dict[str, Any] = {
        **ids.prologue(ids.call),
        "standardPrimaryCallType": "nonEmergency" if data.urgency == "routine" else "emergency",
        "localCallType": f"chat:{data.thread.channel}",
        "direction": "incoming",
        "callStateRegistryText": CALL_STATE.get(data.status, "callBegin"),
        "callStartTimestamp": ids.time(data.opened_at),
        "queueIdentifier": ids.agency(data.desk.code),
        "locationReference": [reference(place["$id"]) for place in locations(data, ids)],
        "personReference": [reference(ids.person(reporter))] if reporter else [],
    }
    if reporter is not None and is_callable(data, reporter):
        call["callBackReference"] = reference(ids.callback(reporter))
    if data.first_human_at is not None:
        call["answerDate"] = ids.time(data.first_human_at)
    if data.operator is not None:
        call["agentReference"] = [reference(ids.agent(data.operator.login))]
    return {name: value for name, value in call.items() if value != []}


def _agencies(data: CaseData, ids: Ids, recipient: Recipient) -> list[dict[str, Any]]:
    """The desk that holds the case, and the recipient with what it is to the case."""
    code = recipient.desk.code if recipient.desk else recipient.name
    agencies = [_agency(ids, data.desk.code, data.desk.kind, "CallReceiving", True)]
    if code != data.desk.code:
        taken = [
            one for one in data.transfers if one.to_desk == code and one.state in ("pending", "accepted")
        ]
        kind = recipient.desk.kind if recipient.desk else "partner"
        agencies.append(_agency(ids, code, kind, "TransferredTo" if taken else "Informational", False))
    return agencies


def _agency(ids: Ids, code: str, kind: str, role: str, is_owner: bool) -> dict[str, Any]:
    return {
        **ids.prologue(ids.agency(code)),
        "agencyRoleDescriptionRegistryText": [role],
        "agencyType": [AGENCY_TYPE.get(kind, "psap")],
        "incidentOwningAgencyIndicator": is_owner,
    }


def _agents(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    if data.operator is None:
        return []
    return [
        {
            **ids.prologue(ids.agent(data.operator.login)),
            "agentRoleRegistryText": ["Call Taking"],
            "agencyReference": reference(ids.agency(data.desk.code)),
        }
    ]


def _links(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """The incident as parent, its other cases as related."""
    if data.incident is None:
        return []
    others = [ids.incident(code) for code in data.incident.other_codes]
    linked = [(ids.event(data.incident.code), "PARENT"), *((other, "RELATED") for other in others)]
    return [
        {
            **ids.prologue(ids.own(f"link:{other}")),
            "incidentTrackingIdentifier": other,
            "linkDirectionCode": direction,
        }
        for other, direction in linked
    ]


def _merges(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """A duplicate names the case that goes on in its place."""
    if data.duplicate_of is None:
        return []
    return [
        {
            **ids.prologue(ids.own("merge")),
            "incidentTrackingIdentifier": ids.incident(data.duplicate_of),
            "incidentMergeDirectionCode": "REPLACING",
        }
    ]


def _extension(data: CaseData) -> dict[str, Any]:
    rule = data.contact_rule
    contact = {"channel": rule.channel, "hours": rule.hours, "words": rule.words}
    extension = {
        "exercise": data.exercise,
        "watched": data.watched,
        "doNotCall": rule.do_not_call,
        "neverUnprompted": rule.never_unprompted,
        "contactRule": {name: value for name, value in contact.items() if value},
        "answers": {fact.name: fact.code for fact in data.facts if fact.code is not None},
        "vulnerable": list(data.vulnerable),
    }
    return {**extension, "language": data.language} if data.language else extension
