"""What a caller may know: watched people, consents, the list of fields of a partner, the talk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.messages.outbox import say
from bot.store.base import utcnow
from bot.store.tables import Consent, Message, Transfer
from tests.api.conftest import Api

PERSONAL = {
    "place": "Kemang Raya 12", "latitude": -6.26, "longitude": 106.81, "language": "id", "nationality": "ID",
    "vulnerable": ["pregnant"], "outcome": "found", "reason": "she wrote: he hits me", "country": "ID",
    "facts": {"breathing": {"code": "normal", "text": "pelan-pelan"}, "people": 2, "name": "Dewi"},
    "contact_rule": {"never_unprompted": True}, "marks": {"do_not_call": True},
}  # fmt: skip
WORDS = ("Kemang", "hits me", "found", "pelan", "Dewi")


def consent(
    api: Api, code: str, recipient: str, state: str = "given", ground: str = "consent", reason: str = ""
) -> None:
    case_id = api.row(code).id
    row = Consent(case_id=case_id, recipient=recipient, ground=ground, state=state, reason=reason)
    api.store.write_now(lambda s: s.add(row))


def said(api: Api, code: str) -> None:
    """Let the traveller and an operator say a line each; a third is held back."""

    def work(session: Any) -> None:
        case = session.get_one(type(api.row(code)), api.row(code).id)
        session.add(
            Message(
                conversation_id=case.conversation_id,
                case_id=case.id,
                direction="in",
                author="traveller",
                text="tolong",
            )
        )
        session.flush()
        say(session, case.conversation, "operator", "I am reading.", case_id=case.id)
        say(session, case.conversation, "bot", "never sent", case_id=case.id, suppressed=True)

    api.store.write_now(work)


async def test_an_ordinary_case_is_told_without_free_facts(api: Api) -> None:
    found = (await api.get(f"/cases/{api.case(**PERSONAL)}")).json()
    assert found["facts"] == {"breathing": "normal", "people": 2}
    assert (found["place"], found["nationality"], found["withheld"]) == ("Kemang Raya 12", "ID", [])
    assert (found["do_not_call"], found["contact_rule"]) == (True, {"never_unprompted": True})


async def test_a_watched_case_gives_codes_only(api: Api) -> None:
    code = api.case("emergency_domestic_violence", watched=True, **PERSONAL)
    for answer in (await api.get(f"/cases/{code}"), await api.get("/cases")):
        assert not [word for word in WORDS if word in answer.text]
    found = (await api.get(f"/cases/{code}")).json()
    assert found["position"] is None
    assert found["vulnerable"] == []
    assert {"place", "position", "reason", "facts", "nationality"} <= set(found["withheld"])
    assert (found["do_not_call"], found["watched"], found["contact_rule"]) == (
        True,
        True,
        {"never_unprompted": True},
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("partner-1", "given", "consent")], True),
        ([("partner-1", "asked", "vital_interest", "he has a knife")], True),
        ([("partner-1", "given", "vital_interest")], False),
        ([("partner-1", "asked", "consent")], False),
        ([("partner-1", "refused", "consent")], False),
        ([("partner-1", "given", "consent"), ("partner-1", "withdrawn", "consent")], False),
        ([("partner-1", "withdrawn", "vital_interest")], False),
        ([("somebody-else", "given", "consent")], False),
    ],
)
async def test_consent_is_per_recipient_and_the_latest_word_counts(
    api: Api, rows: list[tuple[str, ...]], told: bool
) -> None:
    code = api.case("emergency_domestic_violence", watched=True, **PERSONAL)
    said(api, code)
    for row in rows:
        consent(api, code, *row)
    found = (await api.get(f"/cases/{code}")).json()
    assert (found["place"] is not None) == told
    talk = await api.get(f"/cases/{code}/messages")
    assert talk.status_code == (200 if told else 403)
    assert ("tolong" in talk.text) == told


async def test_the_talk_of_a_case_in_pages(api: Api) -> None:
    code = api.case()
    said(api, code)
    first = await api.get(f"/cases/{code}/messages?limit=1")
    assert [line["text"] for line in first.json()["messages"]] == ["tolong"]
    following = first.headers["link"].split("/api/v1")[1].split(">")[0]
    second = await api.get(following)
    assert [(line["author"], line["text"]) for line in second.json()["messages"]] == [
        ("operator", "I am reading.")
    ]
    assert second.json()["next"] is None


async def test_the_talk_before_the_case_is_left_out(api: Api) -> None:
    code = api.case()
    case = api.row(code)
    early = Message(
        conversation_id=case.conversation_id, direction="in", author="traveller", text="another matter",
        created_at=case.opened_at - timedelta(days=3),
    )  # fmt: skip
    api.store.write_now(lambda s: s.add(early))
    assert "another matter" not in (await api.get(f"/cases/{code}/messages")).text


@pytest.mark.parametrize(
    ("fields", "watched", "seen"),
    [
        (["place", "messages", "outcome"], False, {"place", "messages", "outcome"}),
        (["facts"], False, {"facts"}),
        ([], False, {"place", "language", "vulnerable"}),
        (["place", "messages", "outcome"], True, {"place"}),
    ],
)
async def test_a_partners_desk_gets_the_fields_of_the_transfer(
    api: Api, fields: list[str], watched: bool, seen: set[str]
) -> None:
    desk_id = api.desks["beijing-110"]
    code = api.case(watched=watched, **PERSONAL, desk_id=desk_id)
    case_id = api.row(code).id
    transfer = Transfer(
        case_id=case_id, from_desk_id=api.desks["jakarta-112"], to_desk_id=desk_id, state="accepted",
        fields=fields, made_by="siti", expires_at=utcnow(),
    )  # fmt: skip
    api.store.write_now(lambda s: s.add(transfer))
    if watched:
        consent(api, code, "beijing-110")
    token = api.new_token("beijing", desk="beijing-110")
    found = (await api.get(f"/cases/{code}", token=token)).json()
    shown = {
        name
        for name in ("place", "outcome", "language", "nationality", "vulnerable", "facts", "reason")
        if found[name]
    }
    talk = await api.get(f"/cases/{code}/messages", token=token)
    assert shown | ({"messages"} if talk.status_code == 200 else set()) == seen


async def test_desks(api: Api) -> None:
    answer = await api.get("/desks")
    found = {desk["code"]: desk for desk in answer.json()["desks"]}
    assert list(found) == sorted(found)
    assert found["kbri-paris"]["contact"] == {"phone": "+33 1 45 03 07 60"}
    assert (found["kbri-paris"]["staffed"], found["jakarta-112"]["on_duty_for_the_rest"]) == (False, True)
