"""What every part of the service is given: built once at start, passed to everything."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.engine.texts import Texts
from bot.messages.channel import ChannelAdapter
from bot.settings import Settings
from bot.store.database import Store

if TYPE_CHECKING:
    from bot.dialogue.client import DialogueClient


@dataclass
class Runtime:
    """The service's parts. ``nlu`` is a :class:`bot.nlu.model.Nlu` or its rules-only stand-in."""

    settings: Settings
    store: Store
    texts: Texts
    nlu: Any
    adapters: dict[str, ChannelAdapter] = field(default_factory=dict)
    dialogue: DialogueClient | None = None
    version: str = ""
    """Hash of the active bundle of language model, dialogue and texts."""
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    """Name of this process in leases."""
    watch: dict[str, Callable[[], str]] = field(default_factory=dict)
    """Parts that report what is wrong with them, by name; an empty string means well."""
