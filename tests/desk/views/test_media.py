import pytest

from bot.desk.views.media import disposition, file_name
from bot.engine.runtime import Runtime
from bot.messages.attachments import keep
from bot.store.database import Store
from bot.store.tables import Attachment, AuditEntry, Message
from tests.desk.conftest import make_case

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
OGG = b"OggS" + b"\x00" * 40
PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def attach(store: Store, runtime: Runtime):
    def _attach(content: bytes | None, **values: object) -> int:
        sha256 = keep(runtime.settings.media_dir, content) if content is not None else None

        def _fill(session):
            case = make_case(session, f"P{session.query(Attachment).count()}", country="ID")
            message = session.query(Message).filter_by(conversation_id=case.conversation_id).one()
            given = {"channel": "telegram", "kind": "photo", "file_id": "f", "state": "stored", **values}
            attachment = Attachment(message_id=message.id, sha256=sha256, **given)
            session.add(attachment)
            session.flush()
            return attachment.id

        return store.write_now(_fill)

    return _attach


@pytest.mark.parametrize(("content", "mime_type"), [(PNG, "image/png"), (OGG, "audio/ogg")])
async def test_pictures_and_sounds_are_shown_in_place(log_in, attach, content: bytes, mime_type: str) -> None:
    answer = await (await log_in("siti")).get(f"/desk/media/{attach(content, mime_type=mime_type)}")
    assert answer.content == content
    assert answer.headers["content-type"] == mime_type
    assert answer.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "image/png", None])
async def test_everything_else_is_only_downloaded_whatever_it_claims(log_in, attach, claimed) -> None:
    number = attach(PAGE, mime_type=claimed, kind="document", file_name="a.html")
    answer = await (await log_in("siti")).get(f"/desk/media/{number}")
    assert answer.headers["content-type"].startswith("application/octet-stream")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_who_opened_it_is_kept(log_in, attach, store: Store) -> None:
    number = attach(PNG)
    await (await log_in("wei")).get(f"/desk/media/{number}")
    entry = store.read_now(lambda session: session.query(AuditEntry).filter_by(action="media_opened").one())
    assert (entry.actor, entry.target) == ("wei", f"attachment {number}")


async def test_not_fetched_lost_and_foreign_files_are_not_found(
    log_in, attach, runtime: Runtime, browser
) -> None:
    siti, paul = await log_in("siti"), await log_in("paul")
    assert (await siti.get(f"/desk/media/{attach(None, state='pending')}")).status_code == 404
    assert (await siti.get("/desk/media/987654")).status_code == 404
    number = attach(PNG)
    assert (await paul.get(f"/desk/media/{number}")).status_code == 404
    assert (await browser.get(f"/desk/media/{number}")).status_code == 401
    for path in runtime.settings.media_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await siti.get(f"/desk/media/{number}")).status_code == 404


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b_Set-Cookie_ x.pdf"),
        ("..", "photo-7"),
        (None, "photo-7"),
        ("paspor 张.jpg", "paspor 张.jpg"),
    ],
)
def test_names_are_harmless(given: str | None, name: str) -> None:
    assert file_name(Attachment(id=7, kind="photo", file_name=given)) == name


def test_the_header_stays_one_line_of_ascii() -> None:
    header = disposition("attachment", "paspor 张.jpg")
    assert header.isascii()
    assert "%E5%BC%A0" in header
