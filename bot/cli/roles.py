"""``lindung run``, ``web``, ``engine``, ``courier``, ``train``: start the service, whole or in parts."""

from __future__ import annotations

import asyncio
import secrets
import sys
from dataclasses import dataclass

import typer
from rich.console import Console

from bot.settings import ROOT, Settings, SettingsError, load_settings

ALL = frozenset({"web", "engine", "courier"})
SIMULATOR_TOKEN = "900100200:SIMULATOR-TOKEN-FOR-LOOPBACK-ONLY-000"
out = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class Simulated:
    """Settings that point both channels at the simulator on loopback."""

    port: int

    @property
    def url(self) -> str:
        """Address of the simulator."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, secret: str) -> dict[str, str]:
        """Return the channel settings of the service."""
        return {
            "LINDUNG_TELEGRAM_TOKEN": SIMULATOR_TOKEN,
            "LINDUNG_TELEGRAM_API_URL": self.url,
            "LINDUNG_TELEGRAM_WEBHOOK_SECRET": secret,
            "LINDUNG_TELEGRAM_MODE": "webhook",
            "LINDUNG_WHATSAPP_TOKEN": f"wa-{secret}",
            "LINDUNG_WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
            "LINDUNG_WHATSAPP_APP_SECRET": secret,
            "LINDUNG_WHATSAPP_VERIFY_TOKEN": secret,
            "LINDUNG_WHATSAPP_API_URL": self.url,
            "LINDUNG_SIMULATOR_URL": self.url,
            # For trying the service out: everybody there shares one printed password anyway.
            "LINDUNG_SECOND_FACTOR": "none",
        }


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run")(run)
    app.command("web")(web)
    app.command("engine")(engine)
    app.command("courier")(courier)


def run() -> None:
    """Start everything: service, dialogue, and the simulator when no channel is set up."""
    from bot.system.prepare import prepare
    from bot.system.supervisor import Supervisor

    settings = _settings()
    simulated = None if settings.has_telegram or settings.has_whatsapp else Simulated(_free_port(settings.port + 1))
    environment = simulated.environment(secrets.token_hex(16)) if simulated else {}
    prepared = prepare(settings, demo=simulated is not None, say=out.print)
    children = [prepared.rasa] if prepared.rasa else []
    children.append(_service_child(ALL, environment))
    if simulated:
        children.append(_simulator_child(settings, simulated, environment))
    _announce(settings, simulated, prepared.degraded)
    asyncio.run(Supervisor(children).run())


def web() -> None:
    """Run the web role alone: webhooks, desk, health. Needs PostgreSQL beside other processes."""
    _serve("web")


def courier() -> None:
    """Run the courier alone: outbox, polling, timers. Needs PostgreSQL beside other processes."""
    _serve("courier")


def engine() -> None:
    """Run the engine with its Rasa process: screen, understanding, dialogue. Needs PostgreSQL."""
    from bot.system.prepare import prepare
    from bot.system.supervisor import Supervisor

    prepared = prepare(_settings(), demo=False, say=out.print)
    children = [prepared.rasa] if prepared.rasa else []
    asyncio.run(Supervisor([*children, _service_child(frozenset({"engine"}), {})]).run())


def _serve(roles: str) -> None:
    from bot.system.serve import serve

    raise typer.Exit(serve(roles))


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        out.print(f"[red]Cannot start.[/red] {error}")
        raise typer.Exit(2) from error


def _service_child(roles: frozenset[str], environment: dict[str, str]):  # type: ignore[no-untyped-def]
    from bot.system.supervisor import Child

    argument = ",".join(sorted(roles))
    return Child("service", (sys.executable, "-m", "bot.system.serve", argument), environment, ROOT)


def _simulator_child(settings: Settings, simulated: Simulated, environment: dict[str, str]):  # type: ignore[no-untyped-def]
    from bot.system.supervisor import Child

    arguments = (
        sys.executable, "-m", "bot.simulator", "--port", str(simulated.port),
        "--service-url", settings.base_url, "--telegram-webhook",
    )  # fmt: skip
    return Child("simulator", arguments, environment, ROOT, settings.data_dir / "logs" / "simulator.log")


def _free_port(wanted: int) -> int:
    import socket

    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise typer.BadParameter("No free port was found beside the service's own.")


def _announce(settings: Settings, simulated: Simulated | None, degraded: list[str]) -> None:
    from bot.system.prepare import DEMO_PASSWORD

    out.print()
    for trouble in degraded:
        out.print(f"  [yellow]Degraded:[/yellow] {trouble}")
    if simulated:
        out.print(f"  Phone  [bold]{settings.base_url}/simulator[/bold]")
        out.print(f"  Desk   [bold]{settings.base_url}/desk[/bold]   log in: siti, wei or amelie / {DEMO_PASSWORD}")
    else:
        out.print(f"  Desk   [bold]{settings.base_url}/desk[/bold]")
    out.print("  Stop with Ctrl-C. Something wrong? lindung doctor\n")
