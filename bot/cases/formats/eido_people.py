"""The three persons of a case as EIDO person and call-back components; they are never merged."""

from __future__ import annotations

from typing import Any

from bot.cases.formats.case_types import CaseData, PersonData
from bot.cases.formats.codes_of_topics import codes_of
from bot.cases.formats.eido_ids import Ids, reference


def people(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """Return one component a person: reporter, person concerned, owner of the phone."""
    return [_person(data, ids, person) for person in data.people]


def callbacks(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """Return how people are called back: nobody at all while DO NOT CALL stands, for a number is dialled."""
    return [
        {**ids.prologue(ids.callback(person)), "callBackInformationUri": [f"tel:{_dialled(person)}"]}
        for person in data.people
        if is_callable(data, person)
    ]


def _person(data: CaseData, ids: Ids, person: PersonData) -> dict[str, Any]:
    component: dict[str, Any] = {
        **ids.prologue(ids.person(person)),
        "personIncidentRoleRegistryText": _roles(data, person),
        "lindungPersonRole": person.role,
    }
    described = _described(data, person)
    if described:
        component["ncPersonComponent"] = described
    if person.role == "reporter":
        component["callIdentifier"] = [ids.call]
    if person.relation:
        component["lindungRelation"] = person.relation
    if is_callable(data, person):
        component["callBackReference"] = reference(ids.callback(person))
    return component


def _roles(data: CaseData, person: PersonData) -> list[str]:
    """Registry "EIDO-PersonRole". Who reports on himself is both; the owner of a phone is only involved."""
    concerned = codes_of(data.topic, data.urgency).role
    if person.role == "concerned":
        return [concerned]
    if person.role == "owner":
        return ["InvolvedPerson"]
    return ["Caller", "ReportingParty", *([concerned] if person.relation == "self" else [])]


def _described(data: CaseData, person: PersonData) -> dict[str, Any]:
    """NIEM core person, as far as known."""
    described: dict[str, Any] = {}
    if person.name:
        described["name"] = [{"personFullName": [{"value": person.name}]}]
    if person.nationality:
        described["nationality"] = [{"value": person.nationality}]
    if person.is_minor:
        described["ageDescription"] = [{"value": "minor"}]
    if person.role == "reporter" and data.language:
        described["primaryLanguage"] = [{"languageName": [{"value": data.language}]}]
    return described


def is_callable(data: CaseData, person: PersonData) -> bool:
    """Whether a number may be given for dialling."""
    return bool(person.phone) and bool(_dialled(person).strip("+")) and not data.contact_rule.do_not_call


def _dialled(person: PersonData) -> str:
    digits = "".join(character for character in person.phone or "" if character.isdigit())
    return f"+{digits}"
