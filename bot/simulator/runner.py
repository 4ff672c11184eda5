"""Running the simulator on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from bot.simulator.config import SimulatorConfig
from bot.simulator.server import create_simulator
from bot.simulator.state import Simulator


class SimulatorServer(uvicorn.Server):
    """uvicorn that ends live streams and long polls first, so that stopping does not wait for them."""

    def __init__(self, config: uvicorn.Config, simulator: Simulator, *, own_signals: bool = True) -> None:
        super().__init__(config)
        self._simulator = simulator
        self._own_signals = own_signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals alone when running inside another program."""
        with super().capture_signals() if self._own_signals else contextlib.nullcontext():
            yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Release what waits, then stop."""
        self._simulator.release()
        await super().shutdown(sockets)


def make_server(config: SimulatorConfig, *, host: str, port: int, own_signals: bool) -> SimulatorServer:
    """A server that is not running yet."""
    app = create_simulator(config)
    settings = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    return SimulatorServer(settings, app.state.simulator, own_signals=own_signals)


def listen_on(host: str, port: int) -> socket.socket:
    """A listening socket.

    The protocol is named, because asyncio switches Nagle's algorithm off only for sockets that name it;
    without, every answer is some 40 ms late.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    return listener


@contextlib.asynccontextmanager
async def running_simulator(
    config: SimulatorConfig, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Run the simulator in this event loop. Yields its base url; port 0 takes a free one."""
    listener = listen_on(host, port)
    chosen = listener.getsockname()[1]
    server = make_server(config, host=host, port=chosen, own_signals=False)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("The simulator could not be started.")
            await asyncio.sleep(0.005)
        yield f"http://{host}:{chosen}"
    finally:
        server.should_exit = True
        await task
        listener.close()
