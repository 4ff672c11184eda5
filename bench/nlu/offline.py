"""Keeps a process off the network."""

from __future__ import annotations

import socket
import sys
from typing import Any


def refuse_network() -> None:
    """Let every later connection of this process fail, except those by Unix sockets. Cannot be undone."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" or (event == "socket.connect" and arguments[0].family != socket.AF_UNIX):
        raise ConnectionRefusedError("The benchmark trains without a network.")
