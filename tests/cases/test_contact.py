"""How a person may be written to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.cases.contact import BadRule, ContactRule, contact_rule_of, may_write, set_contact_rule
from bot.store.database import Store
from bot.store.tables import Case
from tests.cases.making import make_people, open_case, steps

NOON_IN_JAKARTA = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
NIGHT_IN_JAKARTA = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


def a_case(store: Store, rule: ContactRule | None = None, **values: object) -> Case:
    def work(session: Session) -> Case:
        make_people(session)
        case = open_case(session, "consular_arrest", "urgent", **{"country": "ID", **values})
        if rule is not None:
            set_contact_rule(session, case, rule, "siti")
        return case

    return store.write_now(work)


def test_without_a_rule_everything_goes(store: Store) -> None:
    case = a_case(store)
    assert contact_rule_of(case) == ContactRule()
    assert may_write(case, NIGHT_IN_JAKARTA, prompted=False).allowed


@pytest.mark.parametrize("hours", [(("08:00", "20:00"),), (("22:00", "06:00"), ("11:00", "12:30"))])
def test_hours_are_those_of_the_person(store: Store, hours: tuple[tuple[str, str], ...]) -> None:
    case = a_case(store, ContactRule(hours=hours))
    over_midnight = hours[0][0] == "22:00"
    assert may_write(case, NOON_IN_JAKARTA, prompted=False).allowed
    night = may_write(case, NIGHT_IN_JAKARTA, prompted=False)
    assert (night.allowed, "hours" in night.why) == (over_midnight, not over_midnight)
    assert may_write(case, NIGHT_IN_JAKARTA, prompted=True).allowed


def test_another_channel_is_never_used(store: Store) -> None:
    case = a_case(store, ContactRule(channel="whatsapp"))
    for prompted in (True, False):
        assert "whatsapp only" in may_write(case, NOON_IN_JAKARTA, prompted).why


def test_nothing_unprompted_to_the_watched(store: Store) -> None:
    case = a_case(store, watched=True)
    assert contact_rule_of(case).never_unprompted
    assert not may_write(case, NOON_IN_JAKARTA, prompted=False).allowed
    assert may_write(case, NOON_IN_JAKARTA, prompted=True).allowed


def test_no_message_tells_of_a_death(store: Store) -> None:
    case = a_case(store, outcome_code="died")
    assert not may_write(case, NOON_IN_JAKARTA, prompted=True).allowed


def test_do_not_call_is_a_mark_too_and_the_step_keeps_what_was(store: Store) -> None:
    case = a_case(store, ContactRule(do_not_call=True, words="say: about the parcel"))
    assert case.marks["do_not_call"] is True
    assert contact_rule_of(case).words == "say: about the parcel"
    step = store.read_now(lambda s: steps(s, case.id)[-1])
    assert (step.kind, step.actor, step.data["before"]) == ("contact_rule_set", "siti", {})


@pytest.mark.parametrize(
    "rule",
    [
        ContactRule(channel="pigeon"),
        ContactRule(hours=(("8", "20:00"),)),
        ContactRule(hours=(("08:00", "25:00"),)),
        ContactRule(hours=(("08:00", "08:00"),)),
        ContactRule(words="x" * 501),
    ],
)
def test_a_bad_rule_changes_nothing(store: Store, rule: ContactRule) -> None:
    case = a_case(store)

    def work(session: Session) -> dict[str, object]:
        found = session.get_one(Case, case.id)
        with pytest.raises(BadRule):
            set_contact_rule(session, found, rule, "siti")
        return found.contact_rule

    assert store.write_now(work) == {}
