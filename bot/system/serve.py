"""``python -m bot.system.serve web,engine,courier``: roles of the service in this process.

Kept apart from the command line, so that a restart imports only what serving needs.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
from typing import IO

# Set before the vector's library is loaded: spinning threads cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import uvicorn
from litestar import Litestar

from bot.settings import Settings, SettingsError, load_settings
from bot.system.build import build_runtime
from bot.system.logs import set_up_logs
from bot.web.app import create_app

CANNOT_START = 2
NOT_ALONE = 3


def serve(roles: str) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    set_up_logs(os.environ.get("LINDUNG_LOG_LEVEL", "INFO"))
    try:
        settings = load_settings()
    except SettingsError as error:
        print(f"Cannot start. {error}", file=sys.stderr)
        return CANNOT_START
    lock = _single_process_lock(settings)
    if lock is None:
        print(
            "Another Lindung process uses this database. SQLite serves one process: stop the other one, "
            "or set LINDUNG_DATABASE_URL to PostgreSQL.",
            file=sys.stderr,
        )
        return NOT_ALONE
    chosen = frozenset(roles.split(","))
    app = create_app(build_runtime(settings), chosen, os.environ.get("LINDUNG_SIMULATOR_URL", ""))
    if "web" in chosen:
        # Live streams of the desk never end by themselves, so stopping does not wait for them.
        uvicorn.run(
            app, host=settings.host, port=settings.port, access_log=False, log_level="warning",
            timeout_graceful_shutdown=5, proxy_headers=True,
        )  # fmt: skip
    else:
        asyncio.run(_loops_alone(app))
    lock.close()
    return 0


async def _loops_alone(app: Litestar) -> None:
    """Run the loops without a web server, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with app.lifespan():
        await stop.wait()


def _single_process_lock(settings: Settings) -> IO[str] | None:
    """On SQLite exactly one process may serve; the lock goes with the process, however it ends.

    Returns None when another process holds it. On PostgreSQL there is no such limit.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not settings.database_url.startswith("sqlite"):
        return open(os.devnull)
    lock = (settings.data_dir / "service.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1] if len(sys.argv) > 1 else "web,engine,courier"))
