"""``python -m bot.simulator --port 8010 --service-url http://127.0.0.1:8000``"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from bot.simulator.config import SimulatorConfig
from bot.simulator.runner import make_server

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.simulator",
        description="Loopback stand-ins of Telegram and WhatsApp, with a phone in the browser. Tokens and "
        "secrets are taken from the LINDUNG_ settings of the environment.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8010, help="port to listen on (default: 8010)")
    parser.add_argument(
        "--service-url",
        default=os.environ.get("LINDUNG_BASE_URL", "http://127.0.0.1:8000"),
        help="where the service listens",
    )
    parser.add_argument("--no-pacing", action="store_true", help="do not apply the platforms' sending limits")
    parser.add_argument(
        "--telegram-webhook",
        action="store_true",
        help="start with Telegram's webhook set to the service (otherwise it polls or sets it)",
    )
    parser.add_argument(
        "--retry-scale",
        type=float,
        default=1.0,
        help="factor on waiting times of webhook retries (default: 1.0, as slow as the platforms)",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run until stopped. Returns the exit code."""
    given = _arguments(argv)
    config = replace(
        SimulatorConfig.from_environment(os.environ),
        service_url=given.service_url,
        pacing=not given.no_pacing,
        telegram_webhook_preset=given.telegram_webhook,
        retry_scale=given.retry_scale,
    )
    if given.host not in _LOOPBACK:
        print(
            f"Anyone who reaches {given.host}:{given.port} can act as a traveller. Use this on a trusted "
            "network only.",
            file=sys.stderr,
        )
    base = f"http://{given.host}:{given.port}"
    print(
        f"Simulator: {base}/simulator\nTelegram Bot API and WhatsApp Graph API: {base}\n"
        f"Service: {given.service_url}",
        flush=True,
    )
    make_server(config, host=given.host, port=given.port, own_signals=True).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
