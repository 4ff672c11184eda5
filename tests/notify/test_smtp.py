"""Email calls, against a server that speaks SMTP."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.notify.notifier import Notice, NotifyError
from bot.notify.smtp import EmailNotifier, SmtpServer, parse_smtp_url
from tests.notify.smtp_server import SmtpStub, running

NOTICE = Notice(id=7, code="JKT-7K4P-2", desk="Jakarta 112 · 雅加达", urgency="critical", language="fr")


async def send(
    stub: SmtpStub, address: str = "siti@example.org", query: str = "?tls=none", user: str = ""
) -> None:
    server = parse_smtp_url(f"smtp://{user}127.0.0.1:{stub.port}{query}")
    notifier = EmailNotifier(server, "alarm@example.org", timeout_s=5)
    try:
        await notifier.send(address, NOTICE)
    finally:
        await notifier.close()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that nobody trusts yet, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "stub.pem", tmp_path / "stub.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, pem


async def test_code_desk_and_urgency_arrive() -> None:
    async with running(SmtpStub()) as stub:
        await send(stub)
    [mail] = stub.mails
    assert (mail.sender, mail.recipients) == ("alarm@example.org", ["siti@example.org"])
    message = mail.message
    assert message["Subject"] == "CRITIQUE JKT-7K4P-2"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<push-7-JKT-7K4P-2@example.org>"
    assert message.get_content().splitlines() == ["CRITIQUE JKT-7K4P-2", "Jakarta 112 · 雅加达"]


async def test_a_second_attempt_is_the_same_message() -> None:
    async with running(SmtpStub()) as stub:
        await send(stub)
        await send(stub)
    assert len({mail.message["Message-ID"] for mail in stub.mails}) == 1


async def test_encrypted_with_a_log_in(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    async with running(SmtpStub(tls=context, login=("desk", "s&cret"))) as stub:
        await send(stub, query="", user="desk:s%26cret@")
    assert [mail.encrypted for mail in stub.mails] == [True]


async def test_a_certificate_nobody_knows_is_refused(certificate: tuple[ssl.SSLContext, Path]) -> None:
    async with running(SmtpStub(tls=certificate[0])) as stub:
        with pytest.raises(NotifyError, match="certificate") as caught:
            await send(stub, query="")
    assert not caught.value.retryable
    assert stub.mails == []


async def test_a_wrong_password(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    async with running(SmtpStub(tls=context, login=("desk", "right"))) as stub:
        with pytest.raises(NotifyError, match="log-in") as caught:
            await send(stub, query="", user="desk:wrong@")
    assert not caught.value.retryable
    assert "wrong" not in str(caught.value)


async def test_no_encryption_where_it_is_asked_for() -> None:
    async with running(SmtpStub()) as stub:
        with pytest.raises(NotifyError, match="no encryption"):
            await send(stub, query="")
    assert stub.mails == []


@pytest.mark.parametrize(
    ("refuse", "retryable"),
    [
        ({"RCPT": "550 no such user"}, False),
        ({"RCPT": "451 grey, come again"}, True),
        ({"MAIL": "553 not from you"}, False),
        ({"DATA": "452 full"}, True),
        ({"DATA": "554 spam"}, False),
    ],
)
async def test_what_the_server_refuses(refuse: dict[str, str], retryable: bool) -> None:
    async with running(SmtpStub(refuse=refuse)) as stub:
        with pytest.raises(NotifyError) as caught:
            await send(stub)
    assert caught.value.retryable is retryable
    assert "siti@" not in caught.value.text


@pytest.mark.parametrize("command", ["EHLO", "RCPT", "DATA"])
async def test_a_broken_connection_is_tried_again(command: str) -> None:
    async with running(SmtpStub(hang_up_at=command)) as stub:
        with pytest.raises(NotifyError) as caught:
            await send(stub)
    assert caught.value.retryable


async def test_a_goodbye_that_fails_does_not_matter() -> None:
    async with running(SmtpStub(hang_up_at="QUIT")) as stub:
        await send(stub)
    assert len(stub.mails) == 1


async def test_nobody_listens() -> None:
    async with running(SmtpStub()) as stub:
        pass
    with pytest.raises(NotifyError, match="does not answer") as caught:
        await send(stub)
    assert caught.value.retryable


async def test_an_address_cannot_carry_a_header() -> None:
    async with running(SmtpStub()) as stub:
        with pytest.raises(NotifyError, match="no email address"):
            await send(stub, "a@b.example\nBcc: all@example.org")
    assert stub.mails == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587)),
        ("smtps://u:p%40ss@mail.example", SmtpServer("mail.example", 465, "u", "p@ss", "implicit")),
        ("smtp://mail.example:25?tls=none", SmtpServer("mail.example", 25, tls="none")),
    ],
)
def test_addresses_of_servers(url: str, expected: SmtpServer) -> None:
    assert parse_smtp_url(url) == expected
    assert "p@ss" not in repr(parse_smtp_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://h:99999",
        "smtp://u:p@h?tls=none",
        "smtp://h?tls=no",
    ],
)
def test_what_is_no_server(url: str) -> None:
    with pytest.raises(ValueError, match="LINDUNG_SMTP_URL"):
        parse_smtp_url(url)
