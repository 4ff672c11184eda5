"""The client against a scripted other side, so that each way to fail can be had at will."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action

from bot.dialogue import frames
from bot.dialogue.actions_runner import ActionsRunner
from bot.dialogue.client import DialogueClient
from bot.dialogue.context import turn
from bot.dialogue.effects import Complaint
from bot.dialogue.errors import DeadTurn, DialogueDown, DialogueFailed, DialogueTimeout
from bot.dialogue.plain_context import PlainContext
from bot.dialogue.process import ROOT
from bot.dialogue.turn import Message, TurnRequest

Script = Callable[[dict[str, Any], asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
DONE = {"type": "done", "events": [{"event": "user"}], "replies": [{"key": "utter_a", "text": "A"}]}


def request(**changes: Any) -> TurnRequest:
    values: dict[str, Any] = {
        "attempt_id": "1",
        "conversation_id": "c",
        "message": Message("hi"),
        "parse_data": {},
    }
    return TurnRequest(**{**values, **changes})


@asynccontextmanager
async def other_side(folder: Path, script: Script) -> AsyncIterator[Path]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(await frames.read(reader), reader, writer)
        finally:
            writer.close()

    socket = folder / "s"
    server = await asyncio.start_unix_server(serve, path=str(socket))
    try:
        yield socket
    finally:
        server.close()


class Propose(Action):
    def name(self) -> str:
        return "propose"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        assert "slots" in domain
        turn().propose(Complaint())
        return []


class Break(Action):
    def name(self) -> str:
        return "break"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ValueError("a citizen's words")


def client(socket: Path, timeout_s: float = 5.0) -> DialogueClient:
    runner = ActionsRunner(ROOT / "domain.yml")
    runner.register(Propose)
    runner.register(Break)
    return DialogueClient(socket, timeout_s, actions=runner)


def calling(name: str, token: str | None = None) -> Script:
    async def script(
        first: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        tracker = {"sender_id": "1", "slots": {}, "events": [], "latest_message": {}, "active_loop": {}}
        call = {"next_action": name, "sender_id": "1", "tracker": tracker}
        await frames.write(writer, {"type": "action", "token": token or first["token"], "call": call})
        await frames.read(reader)
        await frames.write(writer, DONE)

    return script


async def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(DialogueDown):
        await client(tmp_path / "none").turn(request(), PlainContext())
    with pytest.raises(DialogueDown):
        await client(tmp_path / "none").ping()


async def test_the_other_side_goes_away(tmp_path: Path) -> None:
    async def script(*_: Any) -> None:
        return

    async with other_side(tmp_path, script) as socket:
        with pytest.raises(DialogueDown):
            await client(socket).turn(request(), PlainContext())


async def test_a_slow_turn_is_closed(tmp_path: Path) -> None:
    closed = asyncio.Event()

    async def script(first: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with pytest.raises(asyncio.IncompleteReadError):
            await frames.read(reader)
        closed.set()

    async with other_side(tmp_path, script) as socket:
        with pytest.raises(DialogueTimeout):
            await client(socket, timeout_s=0.05).turn(request(), PlainContext())
        await asyncio.wait_for(closed.wait(), 5)


async def test_effects_and_replies_come_back(tmp_path: Path) -> None:
    async with other_side(tmp_path, calling("propose")) as socket:
        result = await client(socket).turn(request(slots={"language": "fr"}), PlainContext())
    assert result.effects == [Complaint()]
    assert [reply.text for reply in result.replies] == ["A"]
    assert [event["event"] for event in result.events] == [
        "action",
        "session_started",
        "slot",
        "action",
        "user",
    ]


async def test_what_the_service_has_asked_is_not_said_again(tmp_path: Path) -> None:
    async with other_side(tmp_path, calling("propose")) as socket:
        result = await client(socket).turn(request(already_asked=frozenset({"utter_a"})), PlainContext())
    assert result.replies == []


async def test_an_action_that_raises_fails_the_turn_without_the_words(tmp_path: Path, caplog: Any) -> None:
    async with other_side(tmp_path, calling("break")) as socket:
        with pytest.raises(DialogueFailed, match="break raised ValueError"):
            await client(socket).turn(request(), PlainContext())
    assert "citizen" not in caplog.text


async def test_an_unknown_action_fails_the_turn(tmp_path: Path) -> None:
    async with other_side(tmp_path, calling("unknown_action")) as socket:
        with pytest.raises(DialogueFailed, match="unknown_action"):
            await client(socket).turn(request(), PlainContext())


async def test_a_call_with_another_token_is_refused(tmp_path: Path) -> None:
    async with other_side(tmp_path, calling("propose", token="old")) as socket:
        with pytest.raises(DeadTurn):
            await client(socket).turn(request(), PlainContext())


async def test_a_proposal_after_the_turn_is_refused(tmp_path: Path) -> None:
    kept: list[Any] = []

    class Keep(Propose):
        def name(self) -> str:
            return "keep"

        async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
            kept.append(turn())
            return []

    async with other_side(tmp_path, calling("keep")) as socket:
        talker = client(socket)
        talker._actions.register(Keep)
        await talker.turn(request(), PlainContext())
    with pytest.raises(DeadTurn):
        kept[0].propose(Complaint())


async def test_turns_at_once_keep_their_effects_apart(tmp_path: Path) -> None:
    async with other_side(tmp_path, calling("propose")) as socket:
        talker = client(socket)
        results = await asyncio.gather(
            *(talker.turn(request(attempt_id=str(n)), PlainContext()) for n in range(20))
        )
    assert [result.effects for result in results] == [[Complaint()]] * 20
