"""A full snapshot without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cases.formats import case_types as types
from bot.cases.formats.recipients import Recipient
from tests.cases.formats.world import CODE, NOW

JAKARTA = types.DeskData("jakarta-112", "Jakarta 112", "112", "ID", ("ID",), "Asia/Jakarta")
BEIJING = types.DeskData("beijing-110", "Beijing 110", "partner", "CN", ("CN",), "Asia/Shanghai")
PARTNER = Recipient("beijing-110", BEIJING)
OWN = Recipient(
    "kbri-beijing", types.DeskData("kbri-beijing", "KBRI", "mission", "ID", ("CN",), "Asia/Shanghai")
)
PHONE = "+86 138 0013 8000"


def full_case(**values: Any) -> types.CaseData:
    """Return a case in which every part is filled and DO NOT CALL stands."""
    return replace(_CASE, **values)


_CASE = types.CaseData(
    code=CODE,
    topic="emergency_fire",
    urgency="critical",
    status="active",
    watched=False,
    exercise=False,
    reason="S-reason",
    route_why="Jakarta 112: shared position in Kemang, 40 m",
    desk=JAKARTA,
    operator=types.OperatorData("s.rahayu", "Siti Rahayu"),
    place=types.PlaceData("ID", -6.2607, 106.8137, 40.0, "Jl. Kemang Raya <12> & co", NOW, "position"),
    thread=types.ThreadData("telegram", "Li Na", PHONE, "zh", "Hans", True, NOW),
    language="zh",
    nationality="CN",
    vulnerable=("child",),
    contact_rule=types.ContactRule(True, True, "telegram", "08:00–09:00", "about the parcel"),
    marks=("do_not_call",),
    people=(
        types.PersonData(1, "reporter", "Li Na", "sister", "CN", False, PHONE),
        types.PersonData(
            2, "concerned", "Li Wei", "", "CN", True, None,
            (types.FactData("description", text="S-person-fact"),),
        ),
        types.PersonData(3, "owner", "Mr Wang", "employer", None, False, PHONE),
    ),
    facts=(types.FactData("breathing", "gasping"), types.FactData("message", text="S-fact")),
    timeline=(
        types.EventData(1, "opened", "system", NOW, {"reason": "S-event"}),
        types.EventData(2, "wrote", "s.rahayu", NOW + timedelta(seconds=12), {"text": "S-event"}),
    ),
    messages=(types.MessageData(1, "in", "traveller", "text", "S-message <b>", "zh", NOW),),
    incident=types.IncidentData("JKT-2222-2", "emergency_fire", "Kemang", ("JKT-7K4X-6",)),
    duplicate_of=None,
    consents=(types.ConsentData(1, "beijing-110", "consent", "given", "", NOW),),
    transfers=(
        types.TransferData(1, "jakarta-112", "beijing-110", "pending", "S-transfer", ("place",), NOW, None),
    ),
    deadlines=(types.DeadlineData("promise", NOW, "S-deadline", None),),
    opened_at=NOW,
    changed_at=NOW + timedelta(seconds=12),
    claimed_at=NOW,
    first_human_at=NOW + timedelta(seconds=12),
    closed_at=None,
    outcome="S-outcome",
    outcome_code="helped",
)  # fmt: skip
