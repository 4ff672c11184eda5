"""An application over an empty database, people who can log in, and cases to work on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State
from sqlalchemy.orm import Session

from bot.accounts.passwords import hash_password
from bot.accounts.seed import PEOPLE, seed_desks
from bot.accounts.service import desk_by_code
from bot.accounts.web import SESSION_COOKIE, csrf_token
from bot.cases.opening import open_or_join_case
from bot.desk.app import desk_handlers
from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.settings import ROOT, Settings
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Identity, Message, User

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """One hash for everybody: making it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def people(store: Store, password_hash: str) -> dict[str, User]:
    """The desks and people of the demonstration, and an officer in Paris."""

    def _make(session: Session) -> dict[str, User]:
        seed_desks(session)
        rows = [*PEOPLE, {**PEOPLE[0], "login": "paul", "name": "Paul", "desk_code": "kbri-paris"}]
        for row in rows:
            desk = desk_by_code(session, row["desk_code"]) if row["desk_code"] else None
            values = {key: value for key, value in row.items() if key != "desk_code"}
            values["interface_language"] = "en"
            session.add(User(**values, desk=desk, password_hash=password_hash))
        session.flush()
        return {user.login: user for user in session.query(User)}

    return store.write_now(_make)


@pytest.fixture
def runtime(store: Store, tmp_path: Path, people: dict[str, User]) -> Runtime:
    """A runtime without language model, dialogue or channels."""
    settings = Settings(
        database_url=store.url, base_url="http://desk.test", secret_key="k" * 40, data_dir=tmp_path
    )
    return Runtime(settings, store, Texts(ROOT / "nlu_data"), nlu=None)


@pytest.fixture
def app(runtime: Runtime) -> Litestar:
    """The desk alone."""
    return Litestar(route_handlers=desk_handlers(runtime), state=State({"runtime": runtime}))


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has logged in with."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        yield client


class Desk:
    """A browser in which somebody is logged in; posts carry the token of its pages."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self._token = token

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page."""
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, htmx: bool = True, **form: str) -> httpx.Response:
        """Send a form, as htmx does or as a plain browser does."""
        headers = {"X-CSRF-Token": self._token, **({"HX-Request": "true"} if htmx else {})}
        return await self.client.post(path, data=form, headers=headers)


@pytest.fixture
async def log_in(app: Litestar, runtime: Runtime) -> AsyncIterator[Callable]:
    """Log somebody in and return the open desk."""
    from bot.accounts.logins import log_in as sign_in

    clients = []

    async def _log_in(login: str) -> Desk:
        made = await sign_in(runtime.store, login, PASSWORD)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://desk.test",
            cookies={SESSION_COOKIE: made.token},
        )
        clients.append(client)
        return Desk(client, csrf_token(runtime.settings, made.token))

    yield _log_in
    for client in clients:
        await client.aclose()


def make_conversation(session: Session, name: str = "Tono", **values: object) -> Conversation:
    """Add a conversation of a new person."""
    channel = str(values.pop("channel", "telegram"))
    identity = Identity(channel=channel, account="1", user_id=f"u-{name}", display_name=name)
    session.add(identity)
    session.flush()
    defaults: dict[str, object] = {"chat_id": f"c-{name}", "language": "id", "slots": {}}
    conversation = Conversation(identity_id=identity.id, **{**defaults, **values})
    session.add(conversation)
    session.flush()
    return conversation


def make_case(
    session: Session,
    name: str = "Tono",
    topic: str = "emergency_medical",
    urgency: str = "critical",
    text: str = "tolong",
    exercise: bool = False,
    watched: bool = False,
    **values: object,
) -> Case:
    """Add a person who wrote one line, and the case of it."""
    conversation = make_conversation(session, name, **values)
    session.add(
        Message(conversation_id=conversation.id, direction="in", author="traveller", text=text, content={})
    )
    case, _ = open_or_join_case(
        session,
        conversation,
        topic,
        urgency,
        "phrase: not breathing (rule medical.x)",
        exercise=exercise,
        watched=watched,
    )
    return case
