"""Rasa in its box: ``python -m bot.dialogue.rasa_process --model M --socket S --texts nlu_data``.

Runs in ``.venv-rasa`` (Python 3.10). It holds no database, no network and no conversation: each
connection brings one ping or one turn, and everything the turn needs.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.dialogue import frames

if TYPE_CHECKING:
    from bot.dialogue.rasa_agent import TurnAgent

log = logging.getLogger("lindung.rasa")


def settle_environment() -> None:
    """Set what Rasa and TensorFlow read while they are imported: no telemetry, one thread, no chatter."""
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false",
        TF_CPP_MIN_LOG_LEVEL="3",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        SQLALCHEMY_WARN_20="0",
    )
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(name, "1")


async def serve_connection(
    agent: TurnAgent, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer one ping or one turn. A connection that closes drops its turn."""
    from bot.dialogue.rasa_parts import TurnFailed

    async def call_action(call: dict[str, Any]) -> dict[str, Any]:
        await frames.write(writer, {"type": "action", "token": request["token"], "call": call})
        return await frames.read(reader)

    try:
        request = await frames.read(reader)
        if request["type"] == "ping":
            await frames.write(writer, {"type": "pong", **agent.health()})
            return
        try:
            answer = {"type": "done", **await agent.turn(request, call_action)}
        except TurnFailed as failure:
            answer = {"type": "failed", "error": str(failure)}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            answer = {"type": "failed", "error": f"the request could not be used ({type(error).__name__})"}
        await frames.write(writer, answer)
    except (asyncio.IncompleteReadError, ConnectionError):
        log.info("A connection was closed before its turn was done; the turn is dropped.")
    except frames.FrameError as error:
        log.warning("A connection sent no usable frame: %s", error)
    finally:
        writer.close()


async def serve(agent: TurnAgent, socket: Path, stop_with_input: bool) -> None:
    """Serve until a signal, or until standard input closes when ``stop_with_input`` is set."""
    await agent.warm_up()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if stop_with_input:
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, stop)
    socket.unlink(missing_ok=True)
    previous = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(
            lambda reader, writer: serve_connection(agent, reader, writer), path=str(socket)
        )
    finally:
        os.umask(previous)
    async with server:
        await stop.wait()
    socket.unlink(missing_ok=True)


def _stop_at_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 64):
        stop.set()


def main(arguments: list[str] | None = None) -> int:
    """Load the model and serve. Returns 2 when the model is not the expected one."""
    parser = argparse.ArgumentParser(description="Serve dialogue turns on a Unix socket.")
    parser.add_argument("--model", type=Path, required=True, help="model archive (tar.gz)")
    parser.add_argument("--socket", type=Path, required=True, help="path of the Unix socket")
    parser.add_argument("--texts", type=Path, required=True, help="folder with one folder a language")
    parser.add_argument("--sha256", default="", help="refuse any other model archive than this one")
    parser.add_argument("--stop-with-input", action="store_true", help="stop when standard input closes")
    options = parser.parse_args(arguments)

    settle_environment()
    from bot.dialogue.rasa_agent import TurnAgent, quiet_rasa, speed_up_rasa

    quiet_rasa()
    speed_up_rasa()
    agent = TurnAgent(options.model, options.texts)
    if options.sha256 and agent.model_hash != options.sha256:
        print("The model archive is not the expected one. Train or publish it again.", file=sys.stderr)
        return 2
    asyncio.run(serve(agent, options.socket, options.stop_with_input))
    return 0


if __name__ == "__main__":
    sys.exit(main())
