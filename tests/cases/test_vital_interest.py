"""Vital interest: one rule where it is noted, where a file goes out and where a system reads."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.api.disclosure import has_consent
from bot.api.tokens import Caller
from bot.cases.consents import may_tell, use_vital_interest
from bot.cases.formats.case_data import read_case
from bot.cases.formats.grants import ExportRefused, grant_for
from bot.cases.formats.recipients import find_recipient
from bot.cases.people import CONCERNED, set_person
from bot.cases.vital_interest import obstacle, state_of
from bot.store.database import Store
from bot.store.tables import Case
from tests.cases.making import make_people, open_case
from tests.factories import make_conversation, make_desk

RIGHT: dict[str, Any] = {
    "reason": "not breathing", "country": "CN", "passports": ["ID", None], "kind": "partner", "state": "CN",
    "sends_to": ["CN"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, ""),
        ({"reason": " \n"}, "reason"),
        ({"passports": ["ID", "CN"]}, "own_government"),
        ({"kind": "mission", "state": "FR"}, "no_rescuers"),
        ({"kind": "mission", "state": None}, "no_rescuers"),
        ({"country": "SA"}, "elsewhere"),
        ({"country": None}, "elsewhere"),
        ({"passports": [None]}, ""),
        ({"kind": None, "state": None, "sends_to": None, "country": None}, ""),
        ({"kind": None, "state": None, "sends_to": (None,), "country": None}, "elsewhere"),
    ],
)
def test_the_rule(changed: dict[str, Any], found: str) -> None:
    assert obstacle(**{**RIGHT, **changed}) == found


@pytest.mark.parametrize(
    ("kind", "coverage", "state"),
    [
        ("partner", {"countries": ["CN"]}, "CN"),
        ("partner", {"countries": ["HK"], "nationality": "CN"}, "CN"),
        ("mission", {"countries": ["CN"], "nationality": "ID"}, "ID"),
        ("mission", {"countries": ["CN"]}, None),
        ("112", {}, None),
    ],
)
def test_whose_authority_a_desk_is(kind: str, coverage: dict[str, Any], state: str | None) -> None:
    assert state_of(kind, coverage) == state


@pytest.mark.parametrize("learnt", ["passport", "passport of the child", "another place"])
def test_what_becomes_known_later_ends_it_everywhere(store: Store, learnt: str) -> None:
    def answers(session: Session, case: Case, caller: Caller) -> list[bool]:
        session.flush()
        try:
            grant_for(read_case(session, case.code), find_recipient(session, "beijing-110"))
            exported = True
        except ExportRefused:
            exported = False
        return [may_tell(session, case, "beijing-110").allowed, exported, has_consent(session, caller, case)]

    def work(session: Session) -> None:
        make_people(session)
        desk = make_desk(
            session, code="beijing-110", name="Beijing 110", prefix="CNH", kind="partner", is_duty=False,
            coverage={"countries": ["CN"]},
        )  # fmt: skip
        talk = make_conversation(session, country="CN", nationality="ID")
        case = open_case(session, "emergency_medical", conversation=talk, watched=True, country="CN")
        caller = Caller(1, "partner-1", frozenset(), desk.id, desk.code, desk.kind)
        use_vital_interest(session, case, "beijing-110", "siti", "not breathing")
        assert answers(session, case, caller) == [True, True, True]
        if learnt == "passport":
            case.nationality = "CN"
        elif learnt == "another place":
            case.country = "SA"
        else:
            set_person(session, case, CONCERNED, nationality="CN")
        assert answers(session, case, caller) == [False, False, False]

    store.write_now(work)
