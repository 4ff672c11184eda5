"""Desks, people and a held case for the tests of transfers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.cases import ownership, transfers
from bot.engine.texts import Texts
from bot.settings import ROOT
from bot.store.database import Store
from bot.store.tables import Case, Desk, Transfer
from tests.cases.making import open_case as opened
from tests.cases.making import person
from tests.factories import ago, make_conversation, make_desk, make_user

TEXTS = Texts(ROOT / "nlu_data")
MISSION = {"kind": "mission", "is_duty": False, "coverage": {"countries": ["SA"], "nationality": "ID"}}


def make_desks(session: Session) -> dict[str, Desk]:
    """Return a duty desk, a mission of ours, a partner, a foreign mission and a contact, with people."""
    desks = {
        "jakarta": make_desk(session),
        "riyadh": make_desk(session, code="kbri-riyadh", name="KBRI Riyadh", prefix="RYD", **MISSION),
        "beijing": make_desk(
            session, code="beijing-110", name="Beijing 110", prefix="BJP", kind="partner", is_duty=False,
            coverage={"countries": ["CN"]},
        ),
        "paris": make_desk(
            session, code="ambafrance-jakarta", name="Embassy of France", prefix="FRA", kind="mission",
            is_duty=False, coverage={"countries": ["ID"], "nationality": "FR"},
        ),
        "contact": make_desk(
            session, code="kbri-oslo", name="KBRI Oslo", prefix="OSL", staffed=False,
            contact={"phone": "+47 22 12 51 30", "source": "test", "edited": True},
            **{**MISSION, "coverage": {"countries": ["NO"], "nationality": "ID"}},
        ),
    }  # fmt: skip
    for login, desk in (("siti", "jakarta"), ("rida", "riyadh"), ("li", "beijing"), ("anne", "paris")):
        make_user(session, desks[desk], login)
    make_user(session, desks["riyadh"], "hasan")
    return desks


def make_held(session: Session, urgency: str = "critical", **values: Any) -> Case:
    """Return a case that siti holds and has written in; it rang five minutes ago."""
    topic = "emergency_captivity" if urgency == "critical" else "consular_arrest"
    conversation = make_conversation(session, language=values.pop("language", "id"))
    case = opened(session, topic, urgency, conversation=conversation, **values)
    ownership.claim(session, case.id, person(session, "siti"))
    ownership.write(session, case.id, person(session, "siti"), "Saya baca.")
    case.rings_since = ago(minutes=5)
    session.flush()
    return case


def ask(session: Session, case: Case, code: str = "kbri-riyadh", **values: Any) -> Transfer:
    """Ask a desk in the name of siti."""
    return transfers.request(session, case.id, person(session, "siti"), code, "she is in Riyadh", **values)


def set_up(session: Session, **values: Any) -> tuple[int, int]:
    """Return the ids of a held case and of its pending transfer to Riyadh."""
    make_desks(session)
    case = make_held(session, **values)
    return case.id, ask(session, case).id


def case_of(store: Store, case_id: int) -> Case:
    """Return a case as it stands."""
    return store.read_now(lambda session: session.get_one(Case, case_id))
