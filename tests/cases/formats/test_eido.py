"""EIDO-shaped JSON: valid, whole in itself, with the persons apart."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.formats import case_types as types
from bot.cases.formats.codes_of_topics import topics
from bot.cases.formats.eido import DISPOSITION, to_eido
from bot.cases.formats.pidf_lo import CIVIC, GEOPRIV, GML, SHAPES
from bot.cases.outcomes import CODES
from bot.store.tables.cases import OPEN_STATES
from tests.cases.formats.samples import OWN, PARTNER, PHONE, full_case
from tests.cases.formats.schema_checks import eido_faults
from tests.cases.formats.world import CODE, HOST

STATES = (*OPEN_STATES, "resolved", "closed", "cancelled")
NO_RULE = types.ContactRule()


def eido(**values: Any) -> dict[str, Any]:
    return to_eido(full_case(**values), host=HOST, recipient=OWN)


def test_a_full_case_is_valid() -> None:
    assert eido_faults(eido()) == []


def test_the_schema_sees_faults() -> None:
    broken = eido()
    broken["callComponent"][0]["callStartTimestamp"] = "2026-11-24T07:05:00"
    broken["incidentComponent"]["priority"] = 1
    del broken["agencyComponent"]
    assert len(eido_faults(broken)) >= 3


@pytest.mark.parametrize("topic", [*topics(), "chat_human", "info_transport"])
@pytest.mark.parametrize("urgency", ["critical", "urgent", "routine"])
def test_every_topic_is_valid(topic: str, urgency: str) -> None:
    assert eido_faults(eido(topic=topic, urgency=urgency)) == []


@pytest.mark.parametrize("status", STATES)
def test_every_state_is_valid(status: str) -> None:
    assert eido_faults(eido(status=status, operator=None)) == []


def test_every_outcome_has_a_disposition() -> None:
    assert set(DISPOSITION) == set(CODES)


def test_a_bare_case_is_valid() -> None:
    bare = eido(
        place=types.PlaceData(), people=(), facts=(), timeline=(), messages=(), incident=None, reason="",
        vulnerable=(), contact_rule=NO_RULE, operator=None, first_human_at=None, outcome=None,
        outcome_code=None, language=None, transfers=(),
    )  # fmt: skip
    assert eido_faults(bare) == []
    assert "notesComponent" not in bare


TEXT = st.text(max_size=40)


@settings(deadline=None, max_examples=60)
@given(words=TEXT, name=TEXT, phone=TEXT, said=TEXT, reason=TEXT, outcome=TEXT, relation=TEXT, login=TEXT)
def test_any_text_gives_a_valid_object(
    words: str, name: str, phone: str, said: str, reason: str, outcome: str, relation: str, login: str
) -> None:
    document = eido(
        place=types.PlaceData("ID", -6.2, 106.8, None, words),
        people=(types.PersonData(1, "reporter", name, relation, None, False, phone),),
        messages=(types.MessageData(1, "in", "traveller", "text", said, None, full_case().opened_at),),
        contact_rule=NO_RULE,
        reason=reason,
        outcome=outcome,
        operator=types.OperatorData(login or "x", ""),
    )
    assert eido_faults(json.loads(json.dumps(document))) == []
    for place in document["locationComponent"]:
        ET.fromstring(place["locationByValue"])


def references(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        if set(tree) == {"$ref"}:
            return [tree["$ref"]]
        return [found for value in tree.values() for found in references(value)]
    return [found for value in tree for found in references(value)] if isinstance(tree, list) else []


def components(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        own = [tree["$id"]] if "$id" in tree else []
        return own + [found for value in tree.values() for found in components(value)]
    return [found for value in tree for found in components(value)] if isinstance(tree, list) else []


@pytest.mark.parametrize("rule", [NO_RULE, full_case().contact_rule])
def test_every_reference_leads_to_a_component_and_no_name_is_used_twice(rule: types.ContactRule) -> None:
    document = eido(contact_rule=rule)
    names = components(document)
    assert len(names) == len(set(names))
    assert set(references(document)) <= set(names)


def test_the_case_is_referred_to_by_its_code() -> None:
    document = eido()
    assert document["$id"] == f"urn:emergency:uid:incidentid:caseJKT7K4R5:{HOST}"
    assert document["incidentComponent"]["internalIncidentId"] == CODE


def test_an_update_keeps_all_identifiers() -> None:
    assert components(eido()) == components(eido(status="waiting", urgency="urgent"))


def test_the_three_persons_are_kept_apart() -> None:
    reporter, concerned, owner = eido()["personComponent"]
    assert reporter["personIncidentRoleRegistryText"] == ["Caller", "ReportingParty"]
    assert concerned["personIncidentRoleRegistryText"] == ["Victim"]
    assert owner["personIncidentRoleRegistryText"] == ["InvolvedPerson"]
    assert "callIdentifier" in reporter
    assert "callIdentifier" not in owner
    assert owner["ncPersonComponent"]["name"][0]["personFullName"][0]["value"] == "Mr Wang"


def test_who_reports_about_himself_is_both() -> None:
    document = eido(people=(types.PersonData(1, "reporter", "Li Na", "self"),), topic="emergency_medical")
    assert document["personComponent"][0]["personIncidentRoleRegistryText"][-1] == "Patient"


def test_a_number_may_be_called_only_without_the_rule() -> None:
    assert "callbackComponent" not in eido()
    free = eido(contact_rule=NO_RULE, people=(types.PersonData(1, "reporter", "Li Na", phone=PHONE),))
    (callback,) = free["callbackComponent"]
    assert callback["callBackInformationUri"] == ["tel:+8613800138000"]
    assert free["callComponent"][0]["callBackReference"]["$ref"] == callback["$id"]


def test_conduct_is_the_first_note_in_four_languages() -> None:
    first = eido(watched=True)["notesComponent"][0]["notesActionComments"]
    assert re.findall(r'lang="(\w+)"', first) == ["id", "en", "zh", "fr"]
    assert "Do not tell the parents" in first


def test_notes_are_html_and_own_words_cannot_break_out() -> None:
    notes = " ".join(note["notesActionComments"] for note in eido()["notesComponent"])
    assert "S-message &lt;b&gt;" in notes
    assert "<b>" not in notes


def test_an_exercise_is_marked() -> None:
    document = eido(exercise=True)
    assert document["lindungExtension"]["exercise"] is True
    assert "EXERCISE" in document["incidentComponent"]["incidentStatusInternalText"]
    assert "EXERCISE." in document["notesComponent"][0]["notesActionComments"]
    assert eido_faults(document) == []


def test_the_position_is_the_callers_and_the_words_are_the_incidents() -> None:
    position, address = eido()["locationComponent"]
    assert position["locationTypeDescriptionRegistryText"] == "Caller"
    assert address["locationTypeDescriptionRegistryText"] == "CurrentIncident"
    root = ET.fromstring(position["locationByValue"])
    assert root.findtext(f".//{{{GML}}}pos") == "-6.260700 106.813700"
    assert root.findtext(f".//{{{SHAPES}}}radius") == "40"
    assert root.findtext(f".//{{{GEOPRIV}}}method") == "GPS"
    civic = ET.fromstring(address["locationByValue"])
    assert civic.findtext(f".//{{{CIVIC}}}country") == "ID"
    assert civic.findtext(f".//{{{CIVIC}}}LOC") == "Jl. Kemang Raya <12> & co"


def test_a_position_of_unknown_accuracy_is_a_point() -> None:
    document = eido(place=types.PlaceData("ID", -6.2, 106.8))["locationComponent"][0]["locationByValue"]
    assert ET.fromstring(document).find(f".//{{{GML}}}Point") is not None


def test_the_receiver_is_told_what_it_is_to_the_case() -> None:
    taking = to_eido(full_case(), host=HOST, recipient=PARTNER)["agencyComponent"]
    assert [agency["agencyRoleDescriptionRegistryText"] for agency in taking] == [
        ["CallReceiving"],
        ["TransferredTo"],
    ]
    told = to_eido(full_case(transfers=()), host=HOST, recipient=PARTNER)["agencyComponent"]
    assert told[1]["agencyRoleDescriptionRegistryText"] == ["Informational"]
    assert [agency["incidentOwningAgencyIndicator"] for agency in told] == [True, False]


def test_links_and_duplicates() -> None:
    document = eido(duplicate_of="JKT-7K4X-6")
    directions = [link["linkDirectionCode"] for link in document["linkComponent"]]
    assert directions == ["PARENT", "RELATED"]
    assert document["mergeComponent"][0]["incidentMergeDirectionCode"] == "REPLACING"
    assert eido_faults(document) == []


def test_times_carry_the_offset_of_the_desk() -> None:
    start = eido()["callComponent"][0]["callStartTimestamp"]
    assert start == "2026-11-24T14:05:00+07:00"
    assert datetime.fromisoformat(start) == full_case().opened_at
