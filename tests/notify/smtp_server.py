"""A small SMTP server that speaks the real protocol (RFC 5321, STARTTLS, AUTH PLAIN) on loopback."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mail:
    """One email as it was received."""

    sender: str
    recipients: list[str]
    body: bytes
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        """The parsed email."""
        return message_from_bytes(self.body, policy=policy.default)


@dataclass
class SmtpStub:
    """What the server does, and what it got."""

    tls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    refuse: dict[str, str] = field(default_factory=dict)
    """Command → answer instead of the usual one, such as ``RCPT`` → ``550 no such user``."""
    hang_up_at: str = ""
    """Command at which the connection is cut."""
    mails: list[Mail] = field(default_factory=list)
    port: int = 0
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sender, recipients, encrypted, known = "", [], False, self.login is None
        await _say(writer, "220 stub ESMTP")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            command = line.split(" ")[0].upper()
            if command == self.hang_up_at:
                return
            if command in self.refuse:
                await _say(writer, self.refuse[command])
            elif command == "EHLO":
                offers = ["stub"]
                offers += ["STARTTLS"] if self.tls and not encrypted else []
                offers += ["AUTH PLAIN"] if self.login else []
                await _say(writer, *[f"250-{offer}" for offer in offers], "250 8BITMIME")
            elif command == "STARTTLS" and self.tls:
                await _say(writer, "220 go ahead")
                await writer.start_tls(self.tls)
                encrypted = True
            elif command == "AUTH":
                known = _plain(line) == self.login
                await _say(writer, "235 welcome" if known else "535 5.7.8 who are you")
            elif not known and command in ("MAIL", "RCPT", "DATA"):
                await _say(writer, "530 log in first")
            elif command == "MAIL":
                sender = _address(line)
                await _say(writer, "250 ok")
            elif command == "RCPT":
                recipients.append(_address(line))
                await _say(writer, "250 ok")
            elif command == "DATA":
                await _say(writer, "354 end with a dot")
                body = await reader.readuntil(b"\r\n.\r\n")
                text = body[:-3].replace(b"\r\n..", b"\r\n.")  # RFC 5321, 4.5.2: doubled dots.
                self.mails.append(Mail(sender, list(recipients), text, encrypted))
                await _say(writer, "250 queued")
            elif command == "QUIT":
                await _say(writer, "221 bye")
                return
            else:
                await _say(writer, "250 ok" if command in ("NOOP", "RSET") else "502 what?")


@contextlib.asynccontextmanager
async def running(stub: SmtpStub) -> AsyncIterator[SmtpStub]:
    """Serve on a free port of loopback."""
    server = await asyncio.start_server(stub.talk, "127.0.0.1", 0)
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        server.close()


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode())
    await writer.drain()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


def _plain(line: str) -> tuple[str, str]:
    parts = base64.b64decode(line.split(" ")[2]).decode().split("\x00")
    return parts[1], parts[2]
