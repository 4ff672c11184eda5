"""The web application of the simulator."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import State

from bot.simulator.config import SimulatorConfig
from bot.simulator.connection import SimulatorApp
from bot.simulator.control.routes import CONTROL_HANDLERS
from bot.simulator.control.webhooks import WEBHOOK_HANDLERS
from bot.simulator.gateway import platform_call
from bot.simulator.page import PAGE_HANDLERS
from bot.simulator.state import Simulator

MAX_BODY = 130 * 1024 * 1024


def create_simulator(config: SimulatorConfig) -> SimulatorApp:
    """Build the application: both platforms, ``/control`` and the page at ``/simulator``.

    The control API is also found below ``/simulator/control``, so that a proxy of ``/simulator`` suffices.
    """
    simulator = Simulator(config)
    handlers = [*CONTROL_HANDLERS, *WEBHOOK_HANDLERS]
    return SimulatorApp(
        route_handlers=[
            Router("/control", route_handlers=handlers),
            Router("/simulator/control", route_handlers=handlers),
            *PAGE_HANDLERS,
            platform_call,
        ],
        state=State({"simulator": simulator}),
        on_shutdown=[simulator.close],
        openapi_config=None,
        request_max_body_size=MAX_BODY,
        logging_config=None,
    )
