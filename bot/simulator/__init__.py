"""Loopback stand-ins of the Telegram Bot API and the WhatsApp Cloud API, with a phone in the browser.

The stand-ins know nothing of the service: they meet it only over HTTP, as the real platforms do.
"""

from bot.simulator.config import SimulatorConfig
from bot.simulator.phone import Phone, SimulatorClient
from bot.simulator.runner import running_simulator
from bot.simulator.server import create_simulator

__all__ = ["Phone", "SimulatorClient", "SimulatorConfig", "create_simulator", "running_simulator"]
