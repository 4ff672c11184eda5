import asyncio
import json
from contextlib import aclosing

from bot.cases import ownership
from bot.desk.feed import Console, Event, Feed
from bot.desk.snapshot import Snapshot
from bot.store.database import Store
from bot.store.tables import Case, User
from tests.desk.conftest import make_case

PATIENCE_S = 20.0


async def _until(events, name: str) -> Event:
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            if event.name == name:
                return event
    raise AssertionError("the feed ended")


def test_an_event_on_the_wire() -> None:
    assert Event("case:JKT-7K4P-2").encode() == b"event: case:JKT-7K4P-2\ndata: \n\n"


def test_a_console_is_told_once_and_the_alarm_first() -> None:
    console = Console(1, "JKT-7K4P-2")
    first = Snapshot(queue="a", health="h", cases={"JKT-7K4P-2": "x"})
    assert [event.name for event in console.changes(first, True)] == [
        "alarm",
        "queue",
        "health",
        "case:JKT-7K4P-2",
    ]
    assert console.changes(first, True) == []
    second = Snapshot(queue="b", health="h", cases={"JKT-7K4P-2": "x"})
    assert [event.name for event in console.changes(second, True)] == ["queue"]
    assert [event.name for event in console.changes(second, False)] == ["health"]


async def test_a_new_case_rings_and_a_claim_ends_it(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    async with aclosing(feed.events(people["siti"].id, "")) as events:
        assert json.loads((await _until(events, "alarm")).data) == []
        code = await store.write(lambda session: make_case(session, country="ID").code)
        (ring,) = json.loads((await _until(events, "alarm")).data)
        assert (ring["code"], ring["desk"], ring["urgency"], ring["level"]) == (
            code,
            "Jakarta 112",
            "critical",
            0,
        )
        assert set(ring) == {"code", "desk", "urgency", "level", "since", "exercise"}

        def _claim(session):
            case = session.query(Case).filter_by(code=code).one()
            ownership.claim(session, case.id, people["siti"])

        await store.write(_claim)
        assert json.loads((await _until(events, "alarm")).data) == []


async def test_an_open_console_is_a_sign_of_presence(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    async with aclosing(feed.events(people["wei"].id, "")) as events:
        await _until(events, "queue")
        seen = await store.read(lambda session: session.get_one(User, people["wei"].id).last_seen_at)
        assert seen is not None


async def test_the_reader_rests_when_the_last_console_closes(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    for _ in range(2):
        async with aclosing(feed.events(people["siti"].id, "")) as events:
            await _until(events, "queue")
        assert feed._task is None


async def test_two_consoles_share_one_reader(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    async with (
        aclosing(feed.events(people["siti"].id, "")) as one,
        aclosing(feed.events(people["wei"].id, "")) as two,
    ):
        await _until(one, "queue")
        task = feed._task
        await _until(two, "queue")
        assert feed._task is task
        await store.write(lambda session: make_case(session).code)
        await _until(one, "queue")
        await _until(two, "queue")
