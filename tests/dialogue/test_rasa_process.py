"""The box itself: health, crashes, actions that raise, and requests it must refuse."""

import asyncio
import hashlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action

from bot.dialogue import frames, sessions
from bot.dialogue.client import DialogueClient
from bot.dialogue.errors import DialogueDown, DialogueFailed
from bot.dialogue.process import RasaProcess
from tests.dialogue.rasa_talk import Talk, parsed_as

pytestmark = pytest.mark.rasa


class Raises(Action):
    def name(self) -> str:
        return "action_handover"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise RuntimeError("broken")


class SaysUnknownKey(Raises):
    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_that_nobody_wrote")
        return []


class SaysNothing(Raises):
    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        return []


class WantsUnknownAction(Raises):
    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        return [{"event": "followup", "name": "action_that_nobody_wrote"}]


async def test_a_ping_names_the_model(rasa_socket: Path, archive: Path) -> None:
    health = await DialogueClient(rasa_socket, timeout_s=20).ping()
    assert health["ready"] is True
    assert health["model"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert health["rss"] > 50_000_000


def test_only_the_owner_may_use_the_socket(rasa_socket: Path) -> None:
    assert rasa_socket.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("broken", [Raises, SaysUnknownKey, SaysNothing, WantsUnknownAction])
async def test_a_broken_action_fails_the_turn_and_the_next_one_works(
    talk: Talk, broken: type[Action]
) -> None:
    talk.client._actions.register(broken)
    with pytest.raises(DialogueFailed):
        await talk.say("a person", "chat_human")
    assert await talk.say("hello", "chat_greet") == ["utter_greet"]


@pytest.mark.parametrize("intent", ["restart", "back", "session_start", "no_such_topic"])
async def test_no_message_brings_in_an_intent_of_rasa(talk: Talk, intent: str) -> None:
    with pytest.raises(DialogueFailed, match="intent"):
        await talk.say("/restart", intent)


async def test_a_typed_intent_changes_nothing(talk: Talk) -> None:
    result = await talk.turn(parsed_as('/chat_human{"code": "language:fr"}', "chat_out_of_scope"))
    assert [reply.key for reply in result.replies] == ["utter_out_of_scope"]


async def test_an_unknown_slot_is_refused(talk: Talk) -> None:
    talk.slots["no_such_slot"] = 1
    with pytest.raises(DialogueFailed, match="no_such_slot"):
        await talk.say("hello", "chat_greet")


async def test_other_bytes_do_not_stop_it(rasa_socket: Path, talk: Talk) -> None:
    for data in (b"GET / HTTP/1.1\r\n\r\n", frames.encode({"type": "turn"}), b"\x00"):
        _, writer = await asyncio.open_unix_connection(str(rasa_socket))
        writer.write(data)
        writer.close()
    assert await talk.say("hello", "chat_greet") == ["utter_greet"]


async def test_the_process_keeps_nothing_between_turns(talk: Talk) -> None:
    await talk.say("fire", "emergency_fire")
    fresh = Talk(talk.client)
    assert await fresh.say("hello", "chat_greet") == ["utter_greet"]


async def test_the_talk_goes_on_after_an_operator(talk: Talk) -> None:
    await talk.say("fire", "emergency_fire")
    talk.events += sessions.hand_back(talk.events, 1.0)
    assert await talk.say("hello", "chat_greet") == ["utter_greet"]


async def test_killed_during_a_turn_it_has_printed_nobodys_words(
    archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = RasaProcess(archive, tmp_path / "own.sock")
    await process.start()
    talk = Talk(DialogueClient(process.socket, timeout_s=20))
    talk.client._actions.register(SaysUnknownKey)
    with pytest.raises(DialogueFailed):
        await talk.say("my secret address", "chat_human")
    assert await talk.say("my secret wish", "chat_out_of_scope")

    class Kills(Raises):
        async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            return []

    talk.client._actions.register(Kills)
    with pytest.raises(DialogueDown):
        await talk.say("a person", "chat_human")
    await process.stop()
    printed = capfd.readouterr()
    assert "secret" not in printed.out + printed.err


async def test_another_archive_than_the_expected_one_is_refused(archive: Path, tmp_path: Path) -> None:
    process = RasaProcess(archive, tmp_path / "own.sock", sha256="0" * 64)
    with pytest.raises(DialogueDown, match="code 2"):
        await process.start()
