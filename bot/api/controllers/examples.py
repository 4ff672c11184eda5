"""Examples of bodies for the schema page."""

from __future__ import annotations

from litestar.openapi.spec import Example

NEW_CASE = Example(
    summary="A man with chest pain, told to another number first",
    value={
        "topic": "emergency_medical",
        "text": "Man, 60, chest pain since ten minutes, awake, breathing normally.",
        "urgency": "critical",
        "place": {
            "country": "ID",
            "text": "Jl. Kemang Raya 12, lobby",
            "position": {"latitude": -6.2607, "longitude": 106.8137, "accuracy_m": 40},
        },
        "reporter": {
            "name": "Dewi Lestari",
            "phone": "+628111222333",
            "relation": "daughter",
            "language": "id",
        },
        "reference": "110-2026-004711",
    },
)
_RECEIPT = {
    "code": "JKT-7K4P-2",
    "status": "ringing",
    "urgency": "critical",
    "topic": "emergency_medical",
    "desk": "jakarta-112",
    "joined": False,
    "exercise": False,
    "opened_at": "2026-11-24T07:00:00Z",
    "what_happens": "The desk is ringing. It is no promise that anybody is on the way.",
}
CASE_RECEIPT = Example(summary="A new case", value=_RECEIPT)
CASE_JOINED = Example(summary="The same reference again", value={**_RECEIPT, "joined": True})
_CASE = {
    "code": "JKT-7K4P-2",
    "status": "active",
    "topic": "emergency_medical",
    "urgency": "critical",
    "desk": "jakarta-112",
    "watched": False,
    "do_not_call": False,
    "contact_rule": {},
    "exercise": False,
    "opened_at": "2026-11-24T07:00:00Z",
    "updated_at": "2026-11-24T07:00:21Z",
    "claimed_at": "2026-11-24T07:00:06Z",
    "first_human_at": "2026-11-24T07:00:21Z",
    "closed_at": None,
    "outcome_code": None,
    "country": "ID",
    "place": "Jl. Kemang Raya 12, lobby",
    "position": {"latitude": -6.2607, "longitude": 106.8137, "accuracy_m": 40},
    "language": "id",
    "nationality": None,
    "vulnerable": ["elderly"],
    "facts": {"breathing": "normal"},
    "reason": "told by beijing-110",
    "outcome": None,
    "incident": None,
    "duplicate_of": None,
    "partner_status": "on_the_way",
    "withheld": [],
}
CASE = Example(summary="A case of the token's desk", value=_CASE)
CASE_PAGE = Example(summary="The last page", value={"cases": [_CASE], "next": None})
STATUS_UPDATE = Example(
    summary="An ambulance is on its way", value={"status": "on_the_way", "note": "Ambulance 12, two crew."}
)
STATUS_RECEIPT = Example(
    summary="Noted",
    value={
        "code": "JKT-7K4P-2",
        "event_id": 4711,
        "status": "on_the_way",
        "note": "Ambulance 12, two crew.",
        "repeated": False,
        "case_status": "active",
        "what_happens": "The desk sees it in the case.",
    },
)
MESSAGE_PAGE = Example(
    summary="Two lines",
    value={
        "messages": [
            {
                "id": 1,
                "at": "2026-11-24T07:00:00Z",
                "direction": "in",
                "author": "traveller",
                "kind": "text",
                "text": "Tolong, ayah saya sakit dada",
                "language": "id",
                "position": None,
            },
            {
                "id": 2,
                "at": "2026-11-24T07:00:21Z",
                "direction": "out",
                "author": "operator",
                "kind": "text",
                "text": "Saya membaca. Apakah beliau sadar?",
                "language": "id",
                "position": None,
            },
        ],
        "next": None,
    },
)
DESKS = Example(
    summary="Two desks",
    value={
        "desks": [
            {
                "code": "jakarta-112",
                "name": "Jakarta 112",
                "kind": "112",
                "languages": ["id", "en", "zh", "fr"],
                "staffed": True,
                "on_duty_for_the_rest": True,
                "parent": None,
                "hours": {},
                "contact": {},
            },
            {
                "code": "kbri-riyadh",
                "name": "KBRI Riyadh",
                "kind": "mission",
                "languages": ["id"],
                "staffed": False,
                "on_duty_for_the_rest": False,
                "parent": "jakarta-112",
                "hours": {"sun": [["09:00", "17:00"]]},
                "contact": {"phone": "+966 11 000 0000"},
            },
        ]
    },
)
NEW_WEBHOOK = Example(
    summary="Told of claims and ends",
    value={
        "name": "beijing-110",
        "url": "https://cad.example.org/lindung",
        "events": ["opened", "claimed", "resolved"],
    },
)
_WEBHOOK = {
    "id": 3,
    "name": "beijing-110",
    "url": "https://cad.example.org/lindung",
    "events": ["claimed", "opened", "resolved"],
    "desk": "jakarta-112",
}
WEBHOOK_MADE = Example(
    summary="The secret is shown only now",
    value={**_WEBHOOK, "secret": "whs_" + "x" * 43},
)
WEBHOOKS = Example(
    summary="One webhook",
    value={
        "webhooks": [
            {
                **_WEBHOOK,
                "active": True,
                "created_at": "2026-11-24T07:00:00Z",
                "queued": 0,
                "delivered": 12,
                "dead": 0,
            }
        ]
    },
)
REPLAYED = Example(summary="Twelve events go again", value={"queued": 12})
SIGNED_STATUS = Example(
    summary="On the scene", value={"case": "JKT-7K4P-2", "status": "on_scene", "note": "Patient found awake."}
)
STATISTICS = Example(
    summary="A day",
    value={
        "first": "2026-11-24",
        "last": "2026-11-24",
        "timezone": "Asia/Jakarta",
        "desk": "jakarta-112",
        "made_at": "2026-11-24T07:00:00Z",
        "cases": 2,
        "open_now": 1,
        "tables": [
            {
                "key": "answers",
                "by": "language",
                "rows": [
                    {"code": "id", "figures": {"waits": 2, "within_15": 0.5, "median": 9.5, "p95": None}}
                ],
                "total": {
                    "code": "total",
                    "figures": {"waits": 2, "within_15": 0.5, "median": 9.5, "p95": None},
                },
            }
        ],
    },
)
