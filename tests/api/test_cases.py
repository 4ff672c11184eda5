"""Cases over the interface: hand in, look up, list, tell how one stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages.channel import ChannelAdapter
from bot.store.tables import Case, CasePerson, Conversation, Desk, Identity, Message, Timer
from tests.api.conftest import Api, new_case


async def test_a_case_is_handed_in_and_rings(api: Api) -> None:
    reporter = {"name": "Dewi", "phone": "+628111", "relation": "daughter", "language": "id"}
    position = {"latitude": -6.2607, "longitude": 106.8137, "accuracy_m": 40}
    body = new_case(reporter=reporter, place={"text": "Kemang", "position": position}, do_not_call=True)
    answer = await api.post("/cases", body)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["status"], told["urgency"], told["joined"], told["desk"]) == (
        "ringing", "critical", False, "jakarta-112",
    )  # fmt: skip
    assert answer.headers["location"] == f"/api/v1/cases/{told['code']}"
    case = api.row(told["code"])
    assert (case.country, case.latitude, case.accuracy_m, case.language) == ("ID", -6.2607, 40, "id")
    assert case.marks["do_not_call"] is True
    assert case.conversation.identity.channel == "partner"
    assert case.conversation.in_jakarta
    (message,) = api.store.read_now(lambda s: list(s.scalars(select(Message))))
    assert (message.text, message.direction, message.case_id) == (body["text"], "in", case.id)
    (person,) = api.store.read_now(lambda s: list(s.scalars(select(CasePerson))))
    assert (person.role, person.name, person.phone) == ("reporter", "Dewi", "+628111")
    assert [event.actor for event in api.events(case.code, "partner_told")] == ["api:partner-1"]
    assert api.count(Timer) >= 3


@pytest.mark.parametrize(
    ("values", "urgency"),
    [
        ({"topic": "emergency_fire", "urgency": "routine"}, "critical"),
        ({"topic": "consular_theft_fraud", "urgency": "routine"}, "urgent"),
        ({"topic": "consular_lost_passport"}, "routine"),
        ({"topic": "consular_lost_passport", "urgency": "urgent"}, "urgent"),
        ({"topic": "consular_lost_passport", "text": "tolong, ayah saya tidak bernapas"}, "critical"),
    ],
)
async def test_urgency_is_never_lowered(api: Api, values: dict[str, Any], urgency: str) -> None:
    told = (await api.post("/cases", {**new_case(text="A passport."), **values})).json()
    assert told["urgency"] == urgency


async def test_the_same_reference_adds_to_the_open_case(api: Api) -> None:
    first = (await api.post("/cases", new_case(reference="a1", topic="consular_stranded"))).json()
    again = await api.post("/cases", new_case(reference="a1", topic="consular_stranded", urgency="critical"))
    assert again.status_code == 200
    assert (again.json()["code"], again.json()["joined"]) == (first["code"], True)
    assert api.row(first["code"]).urgency == "critical"
    assert (api.count(Case), api.count(Message), api.count(Conversation)) == (1, 2, 1)


async def test_a_place_told_later_moves_the_case_to_the_desk_of_that_place(api: Api) -> None:
    matter = {"reference": "a2", "topic": "consular_stranded", "urgency": "urgent", "nationality": "ID"}
    paris = api.desks["kbri-paris"]
    api.store.write_now(lambda session: setattr(session.get_one(Desk, paris), "staffed", True))
    first = (await api.post("/cases", new_case(**matter))).json()
    assert first["desk"] == "jakarta-112"
    again = (await api.post("/cases", new_case(**matter, place={"country": "FR", "text": "Paris"}))).json()
    assert (again["code"], again["joined"], again["desk"]) == (first["code"], True, "kbri-paris")
    case = api.row(first["code"])
    assert (case.country, case.place, case.desk.code) == ("FR", "Paris", "kbri-paris")
    assert case.route_why.startswith("KBRI Paris: ")
    (moved,) = api.events(first["code"], "rerouted")
    assert moved.data["because"] == "place or nationality told"
    await api.post("/cases", new_case(**matter, place={"country": "FR", "text": "Paris"}))
    assert len(api.events(first["code"], "rerouted")) == 1


async def test_without_a_reference_each_call_is_a_case(api: Api) -> None:
    for _ in range(2):
        assert (await api.post("/cases", new_case(reference=""))).status_code == 201
    assert (api.count(Case), api.count(Identity)) == (2, 2)


async def test_a_watched_topic_makes_a_watched_case(api: Api) -> None:
    told = (await api.post("/cases", new_case(topic="emergency_domestic_violence"))).json()
    assert api.row(told["code"]).watched
    assert api.row(told["code"]).conversation.watched


async def test_exercises_are_marked(api: Api) -> None:
    told = (await api.post("/cases", new_case(exercise=True))).json()
    assert told["exercise"] is True
    assert told["what_happens"].startswith("An exercise")
    assert api.row(told["code"]).exercise


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"topic": "emergency_dragon"}, "topic"),
        ({"place": {"country": "XX"}}, "place.country"),
        ({"nationality": "id"}, "nationality"),
        ({"text": ""}, "text"),
        ({"text": "\x00 \x00"}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"urgency": "huge"}, "urgency"),
        ({"place": {"position": {"latitude": 91, "longitude": 0}}}, "latitude"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_bad_values_change_nothing(api: Api, change: dict[str, Any], field: str) -> None:
    answer = await api.post("/cases", {**new_case(), **change})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert field in str(problem["errors"]) + problem["detail"]
    assert problem["what_to_do"]
    assert (api.count(Case), api.count(Conversation), api.count(Message)) == (0, 0, 0)
    assert [entry.detail for entry in api.audit("api_refused")] == ["400"]


async def test_a_character_that_no_database_stores_is_left_out(api: Api) -> None:
    body = new_case(text="he\x00lp", reference="r\x001", reporter={"name": "A\x00b"})
    assert (await api.post("/cases", body)).status_code == 201
    (message,) = api.store.read_now(lambda s: list(s.scalars(select(Message))))
    assert message.text == "help"


async def test_look_up_in_any_writing(api: Api) -> None:
    code = api.case(place="Kemang", latitude=-6.26, longitude=106.81)
    for written in (code, code.lower(), code.replace("-", "")):
        answer = await api.get(f"/cases/{written}")
        assert answer.status_code == 200
        found = answer.json()
        assert (found["code"], found["place"], found["position"]["latitude"]) == (code, "Kemang", -6.26)
        assert found["withheld"] == []


async def test_a_mistyped_code_is_hinted_at(api: Api) -> None:
    code = api.case()
    wrong = code[:4] + next(sign for sign in "AC3" if sign != code[4]) + code[5:]
    answer = await api.get(f"/cases/{wrong}")
    assert answer.status_code == 404
    assert code in answer.json()["did_you_mean"]
    assert code in answer.json()["what_to_do"]


async def test_no_hint_leads_to_the_case_of_another_desk(api: Api) -> None:
    code = api.case()
    token = api.new_token("beijing", desk="beijing-110")
    wrong = code[:4] + next(sign for sign in "AC3" if sign != code[4]) + code[5:]
    for written in (code, wrong):
        answer = await api.get(f"/cases/{written}", token=token)
        assert answer.status_code == 404
        assert "did_you_mean" not in answer.json()
        patched = await api.patch(f"/cases/{written}", {"status": "accepted"}, token=token)
        assert patched.status_code == 404
    assert api.events(code, "partner_status") == []


async def test_who_handed_a_case_in_may_follow_it(api: Api) -> None:
    token = api.new_token("beijing", desk="beijing-110")
    code = (await api.post("/cases", new_case(), token=token)).json()["code"]
    assert (await api.get(f"/cases/{code}", token=token)).json()["desk"] == "jakarta-112"
    other = api.new_token("shanghai", desk="beijing-110")
    assert (await api.get(f"/cases/{code}", token=other)).status_code == 404


async def test_pages_are_complete_and_ordered(api: Api) -> None:
    codes = [api.case() for _ in range(5)]
    seen: list[str] = []
    path = "/cases?limit=2&urgency=critical"
    while path:
        answer = await api.get(path)
        assert answer.status_code == 200
        seen += [case["code"] for case in answer.json()["cases"]]
        link = answer.headers.get("link", "")
        assert bool(link) == (answer.json()["next"] is not None)
        path = link.split("/api/v1")[1].split(">")[0] if link else ""
        assert not link or link.endswith('rel="next"')
    assert seen == codes


async def test_a_cursor_belongs_to_its_filters_and_its_caller(api: Api) -> None:
    for _ in range(3):
        api.case()
    cursor = (await api.get("/cases?limit=1")).json()["next"]
    assert (await api.get("/cases", params={"cursor": cursor, "limit": 2})).status_code == 200
    for query in ({"status": "closed"}, {"desk": "jakarta-112"}):
        answer = await api.get("/cases", params={**query, "cursor": cursor})
        assert answer.status_code == 400
    assert (await api.get("/cases", params={"cursor": cursor}, token=api.new_token())).status_code == 400
    for forged in ("x", "ä", "A" * 60, cursor[:-1]):
        assert (await api.get("/cases", params={"cursor": forged})).status_code == 400


async def test_filters(api: Api) -> None:
    fire, theft = api.case("emergency_fire"), api.case("consular_theft_fraud", "urgent")
    exercise = api.case(exercise=True)

    async def found(**query: Any) -> list[str]:
        answer = await api.get("/cases", params=query)
        assert answer.status_code == 200, answer.text
        return [case["code"] for case in answer.json()["cases"]]

    assert await found(topic="emergency_fire") == [fire]
    assert await found(topic=["emergency_fire", "consular_theft_fraud"]) == [fire, theft]
    assert await found(urgency="urgent") == [theft]
    assert await found(status="closed") == []
    assert await found(exercise="true") == [exercise]
    assert await found(desk="beijing-110") == []
    assert len(await found(desk="jakarta-112")) == 3
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await found(updated_since=later) == []
    assert len(await found(updated_since="2020-01-01T00:00:00Z")) == 3


@pytest.mark.parametrize(
    "query",
    [
        "updated_since=2026-11-24T07:00:00", "updated_since=0001-01-01T00:00:00%2B14:00",
        "updated_since=soon",
        "topic=emergency_dragon", "status=broken", "limit=0", "limit=201", "limit=x", "exercise=perhaps",
    ],
)  # fmt: skip
async def test_bad_filters(api: Api, query: str) -> None:
    answer = await api.get(f"/cases?{query}")
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


async def test_updated_at_follows_the_history(api: Api) -> None:
    code = api.case()
    before = (await api.get(f"/cases/{code}")).json()["updated_at"]
    await api.patch(f"/cases/{code}", {"note": "hello"})
    assert (await api.get(f"/cases/{code}")).json()["updated_at"] > before


async def test_a_partner_goes_forward_and_closes_nothing(api: Api) -> None:
    code = api.case()
    before = api.row(code)
    for status in ("accepted", "on_the_way", "on_scene", "closed"):
        answer = await api.patch(f"/cases/{code}", {"status": status, "note": f"n {status}"})
        assert answer.status_code == 200, answer.text
        assert (answer.json()["status"], answer.json()["repeated"]) == (status, False)
    after = api.row(code)
    assert (after.status, after.urgency, after.closed_at) == (before.status, before.urgency, None)
    assert after.marks["partner_status"]["status"] == "closed"
    assert [event.data["status"] for event in api.events(code, "partner_status")] == [
        "accepted", "on_the_way", "on_scene", "closed",
    ]  # fmt: skip
    assert "stays open" in answer.json()["what_happens"]
    assert (await api.get(f"/cases/{code}")).json()["partner_status"] == "closed"


async def test_a_step_back_is_refused_and_a_repeat_adds_nothing(api: Api) -> None:
    code = api.case()
    await api.patch(f"/cases/{code}", {"status": "on_scene"})
    back = await api.patch(f"/cases/{code}", {"status": "accepted"})
    assert back.status_code == 409
    assert "would go back" in back.json()["detail"]
    again = await api.patch(f"/cases/{code}", {"status": "on_scene"})
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    other = await api.patch(f"/cases/{code}", {"status": "accepted"}, token=api.new_token())
    assert other.status_code == 200
    assert len(api.events(code, "partner_status")) == 2
    assert [(e.actor, e.detail) for e in api.audit("api_refused")] == [("api:partner-1", "409")]


async def test_an_ended_case_takes_nothing(api: Api) -> None:
    code = api.case(status="resolved")
    for body in ({"status": "accepted"}, {"note": "are you there?"}):
        answer = await api.patch(f"/cases/{code}", body)
        assert answer.status_code == 409
        assert "resolved" in answer.json()["detail"]
    assert api.events(code, "partner_status") == []


@pytest.mark.parametrize(
    "body", [{}, {"note": "  "}, {"status": "cancelled"}, {"urgency": "routine"}, [], None]
)
async def test_updates_that_say_nothing_or_too_much(api: Api, body: Any) -> None:
    code = api.case()
    assert (await api.patch(f"/cases/{code}", body)).status_code == 400
    assert api.events(code, "partner_status") == []


async def test_lines_to_a_partners_thread_go_nowhere_and_say_so() -> None:
    from bot.api.partner_channel import NOWHERE, PartnerChannel
    from bot.messages.errors import SendError
    from bot.messages.types import Outgoing

    channel: ChannelAdapter = PartnerChannel()
    with pytest.raises(SendError) as refused:
        await channel.send(Outgoing("x", "hello"))
    assert (refused.value.text, refused.value.retryable, refused.value.certain) == (NOWHERE, False, True)
    assert not channel.verify({}, b"")
    assert channel.split(b"") == []
    await channel.close()
