"""One ring for an incident, and nobody left alone by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.incident_rings import is_quiet, ring_or_join, ring_the_quiet, rings_alone
from bot.cases.incidents import link, unlink
from bot.cases.ladder import fire_due
from bot.cases.ownership import claim, resolve
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case
from tests.cases.making import make_people, open_case, person


def three_fires(session: Session, *values: dict[str, Any]) -> list[Case]:
    make_people(session)
    cases = [open_case(session, **(values[n] if n < len(values) else {})) for n in range(3)]
    link(session, cases, "siti", "one fire")
    return cases


def statuses(session: Session) -> list[str]:
    return list(session.scalars(select(Case.status).order_by(Case.id)))


def test_one_rings_and_its_ladder_alone_climbs(store: Store) -> None:
    store.write_now(three_fires)
    assert store.read_now(statuses) == ["ringing", "new", "new"]
    store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=21), lambda _s, _c: None))
    levels = store.read_now(lambda s: list(s.scalars(select(Case.ring_level).order_by(Case.id))))
    assert levels == [2, 0, 0]


def test_the_case_that_somebody_has_leads(store: Store) -> None:
    def work(session: Session) -> list[str]:
        people = make_people(session)
        cases = [open_case(session) for _ in range(3)]
        claim(session, cases[2].id, people["siti"])
        link(session, cases, "siti", "one fire")
        return statuses(session)

    assert store.write_now(work) == ["new", "new", "claimed"]


@pytest.mark.parametrize(
    "values",
    [
        {"facts": {"trapped": "yes"}}, {"facts": {"trapped": {"code": "yes", "text": "iya"}}},
        {"facts": {"awake": "no"}}, {"reason": "rule: trapped by fire"}, {"vulnerable": ["child"]},
        {"marks": {"more_danger": "emergency_medical"}}, {"topic": "emergency_rescue"},
    ],
)  # fmt: skip
def test_a_trapped_one_rings_alone(store: Store, values: dict[str, Any]) -> None:
    def work(session: Session) -> list[str]:
        cases = three_fires(session, {}, values)
        assert [rings_alone(case) for case in cases] == [False, True, False]
        return statuses(session)

    assert store.write_now(work) == ["ringing", "ringing", "new"]


def test_a_new_reporter_joins_the_ring_or_rings(store: Store) -> None:
    def work(session: Session) -> list[bool]:
        first, *_ = three_fires(session)
        late, trapped, other = (
            open_case(session, status="new", incident_id=first.incident_id),
            open_case(session, status="new", incident_id=first.incident_id, facts={"trapped": "yes"}),
            open_case(session, status="new"),
        )
        return [ring_or_join(session, case, "case") for case in (late, trapped, other)]

    assert store.write_now(work) == [False, True, True]


def test_when_nobody_attends_any_more_the_quiet_ring(store: Store) -> None:
    ids = [case.id for case in store.write_now(three_fires)]
    now = utcnow()
    assert store.write_now(lambda s: ring_the_quiet(s, now)) == 0
    store.write_now(lambda s: claim(s, ids[0], person(s, "siti")))
    assert store.write_now(lambda s: ring_the_quiet(s, now)) == 0
    store.write_now(lambda s: resolve(s, ids[0], person(s, "siti"), "fire is out"))
    assert store.write_now(lambda s: ring_the_quiet(s, now)) == 1
    # The second rings now and so attends the incident; the third stays with it.
    assert store.read_now(statuses) == ["resolved", "ringing", "new"]


def test_nobody_is_quiet_for_more_than_five_minutes(store: Store) -> None:
    store.write_now(three_fires)
    assert store.write_now(lambda s: ring_the_quiet(s, utcnow() + timedelta(minutes=4))) == 0
    assert store.write_now(lambda s: ring_the_quiet(s, utcnow() + timedelta(minutes=6))) == 2
    assert store.write_now(lambda s: ring_the_quiet(s, utcnow() + timedelta(minutes=20))) == 0
    assert store.read_now(statuses) == ["ringing"] * 3


def test_who_gets_trapped_later_rings(store: Store) -> None:
    ids = [case.id for case in store.write_now(three_fires)]

    def trapped(session: Session) -> None:
        case = session.get_one(Case, ids[2])
        case.facts = {**case.facts, "trapped": "yes"}

    store.write_now(trapped)
    assert store.write_now(lambda s: ring_the_quiet(s, utcnow())) == 1
    assert store.read_now(statuses) == ["ringing", "new", "ringing"]


def test_who_is_taken_out_rings_for_itself(store: Store) -> None:
    def work(session: Session) -> tuple[list[str], bool]:
        _first, second, _third = three_fires(session)
        unlink(session, second, "siti", "another house")
        return statuses(session), is_quiet(second)

    assert store.write_now(work) == (["ringing", "ringing", "new"], False)
