"""Calls by email, one connection a call.

Calls are rare, and a connection that was kept open may be dead when it counts.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit

from bot.notify.notifier import Notice, NotifyError

TIMEOUT_S = 8.0
THREADS = 16
SETTING = "LINDUNG_SMTP_URL"


@dataclass(frozen=True)
class SmtpServer:
    """Where email is handed over."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"
    """``starttls``, ``implicit`` (from the first byte on) or ``none``."""


def parse_smtp_url(url: str) -> SmtpServer:
    """Read ``smtp://user:password@host:587`` (STARTTLS), ``smtps://host:465`` or ``smtp://host:25?tls=none``.

    Raises:
        ValueError: it is none of these; the text says what to write.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{SETTING} has no usable port. Write smtp://host:587") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError(f"{SETTING} must look like smtp://user:password@host:587 or smtps://host:465.")
    secure = "implicit" if parts.scheme == "smtps" else "starttls"
    asked = parse_qs(parts.query).get("tls", [""])[0]
    if asked not in ("", "none") or (asked and secure == "implicit"):
        raise ValueError(f"{SETTING} may end in ?tls=none (smtp only), and in nothing else.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if asked and user:
        raise ValueError(f"{SETTING}: a password is not sent without encryption. Take ?tls=none away.")
    return SmtpServer(
        parts.hostname, port or (465 if secure == "implicit" else 587), user, password, asked or secure
    )


class EmailNotifier:
    """Sends through one SMTP server, in a thread."""

    def __init__(self, server: SmtpServer, sender: str, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._sender = sender
        self._timeout_s = timeout_s
        # Threads of its own: a server that hangs must not hold up what else runs in threads.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="push-email")

    async def send(self, address: str, notice: Notice) -> None:
        """Send one email.

        Raises:
            NotifyError: the server could not be reached, or refused it.
        """
        try:
            message = self._message(address, notice)
        except ValueError as error:
            raise NotifyError("This is no email address. Correct it.") from error
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._hand_over, message)
        except smtplib.SMTPException as error:
            raise _refusal(error) from error
        except (OSError, EOFError) as error:  # TimeoutError and ssl.SSLError are kinds of OSError.
            if isinstance(error, ssl.SSLCertVerificationError):
                text = f"The email server's certificate is not valid. Mend it, or {SETTING}."
                raise NotifyError(text) from error
            raise NotifyError(
                "The email server does not answer. It is tried again.", retryable=True
            ) from error

    async def close(self) -> None:
        """End the threads; what they are sending goes out."""
        self._threads.shutdown(wait=False)

    def _message(self, address: str, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.title
        message["From"] = self._sender
        message["To"] = address
        message["Date"] = formatdate(usegmt=True)
        # The same for every attempt: a mail program shows a call that went out twice once.
        message["Message-ID"] = (
            f"<push-{notice.id}-{notice.code}@{self._sender.rpartition('@')[2].rstrip('>')}>"
        )
        message["Auto-Submitted"] = "auto-generated"
        if notice.urgency == "critical":
            message["Importance"] = "high"
        message.set_content(f"{notice.title}\n{notice.desk}\n")
        return message

    def _hand_over(self, message: EmailMessage) -> None:
        server = self._server
        context = ssl.create_default_context()
        if server.tls == "implicit":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=context
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
        try:
            if server.tls == "starttls":
                client.starttls(context=context)
            if server.user:
                client.login(server.user, server.password)
            client.send_message(message)
        except BaseException:
            client.close()
            raise
        try:
            client.quit()
        except (smtplib.SMTPException, OSError):
            client.close()  # The server has taken it; how it says goodbye does not matter.


def _refusal(error: smtplib.SMTPException) -> NotifyError:
    """Codes below 500 may pass with time; those above do not (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotifyError(f"The email server refuses our log-in ({error.smtp_code}). Mend {SETTING}.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotifyError(f"The email server offers no encryption or no log-in. Mend {SETTING}.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _words in error.recipients.values()), 550)
        text = f"The email server does not take this address ({code}). Correct it."
        return NotifyError(text, retryable=code < 500)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        text = (
            f"The email server refused the call ({error.smtp_code}). Look at LINDUNG_PUSH_FROM and {SETTING}."
        )
        return NotifyError(text, retryable=error.smtp_code < 500)
    return NotifyError("The email server broke off. It is tried again.", retryable=True)
