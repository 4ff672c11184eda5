"""One's own addresses for calls, and the trial that goes through the real queue."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from litestar import Litestar
from sqlalchemy import select

from bot.desk.labels import LANGUAGES, words_of
from bot.desk.views.pushes import DONE
from bot.notify.notifier import KINDS, NotifyError
from bot.notify.sender import PushSender
from bot.store.database import Store
from bot.store.tables import AuditEntry, Push, PushTarget, User
from tests.notify.test_sender import Phone, send_all

PUSH = "/desk/push"


@pytest.fixture
def root(app: Litestar, store: Store, password_hash: str) -> str:
    """An administrator."""
    user = User(login="root", name="Root", role="admin", password_hash=password_hash, interface_language="en")
    store.write_now(lambda session: session.add(user))
    return "root"


def targets(store: Store) -> list[tuple[str, str, bool]]:
    rows = store.read_now(lambda session: session.scalars(select(PushTarget).order_by(PushTarget.id)).all())
    return [(row.kind, row.address, row.active) for row in rows]


async def test_an_address_is_added_tried_and_taken_away(log_in: Callable, store: Store) -> None:
    siti = await log_in("siti")
    assert words_of("en")["push.none"] in (await siti.get(PUSH)).text
    answer = await siti.post(PUSH, htmx=False, kind="email", address=" siti@kbri.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PUSH}?done=added")
    assert targets(store) == [("email", "siti@kbri.example", True)]
    page = (await siti.get(f"{PUSH}?done=added")).text
    for words in ("siti@kbri.example", words_of("en")["push.told.added"], words_of("en")["push.never_tried"]):
        assert words in page
    answer = await siti.post(f"{PUSH}/1/trial", htmx=False)
    assert answer.headers["location"] == f"{PUSH}?done=tried"
    page = (await siti.get(PUSH)).text
    assert words_of("en")["push.state.queued"] in page
    assert 'hx-trigger="every 2s"' in page
    phone = Phone()
    await send_all(PushSender(store, {"email": phone}))
    assert [(address, notice.text) for address, notice in phone.calls] == [
        ("siti@kbri.example", "TRIAL · Jakarta 112")
    ]
    part = (await siti.get(f"{PUSH}/addresses")).text
    assert words_of("en")["push.state.sent"] in part
    assert "every 2s" not in part
    assert "<html" not in part
    await siti.post(f"{PUSH}/1/remove", htmx=False)
    assert targets(store) == [("email", "siti@kbri.example", False)]
    assert "siti@kbri.example" not in (await siti.get(PUSH)).text
    kept = store.read_now(lambda s: s.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
    assert [action for action in kept if action.startswith("push")] == [
        "push_target_added", "push_trial", "push_target_removed",
    ]  # fmt: skip


async def test_why_a_trial_failed_is_read_on_the_page(log_in: Callable, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(PUSH, htmx=False, kind="telegram", address="12345")
    await siti.post(f"{PUSH}/1/trial", htmx=False)
    await send_all(PushSender(store, {"telegram": Phone(NotifyError("Write <start> to the bot."))}))
    page = (await siti.get(PUSH)).text
    assert words_of("en")["push.state.failed"] in page
    assert "Write &lt;start&gt; to the bot." in page


async def test_a_way_that_is_not_set_up_says_so_before_anything_is_sent(log_in: Callable) -> None:
    siti = await log_in("siti")
    await siti.post(PUSH, htmx=False, kind="email", address="siti@kbri.example")
    assert words_of("en")["push.not_set_up"] in (await siti.get(PUSH)).text


@pytest.mark.parametrize(
    ("kind", "address", "problem"),
    [
        ("email", "siti", "email"),
        ("email", "a@b.example, c@d.example", "email"),
        ("telegram", "@siti <b>", "telegram"),
        ("pigeon", "home", "kind"),
        ("apprise", "ntfys://topic", "kind"),
        ("", "", "kind"),
    ],
)
async def test_what_is_no_address_is_said_and_stays_typed(
    log_in: Callable, store: Store, kind: str, address: str, problem: str
) -> None:
    siti = await log_in("siti")
    answer = await siti.post(PUSH, htmx=False, kind=kind, address=address)
    assert answer.status_code == 422
    assert words_of("en")[f"push.problem.{problem}"] in unescape(answer.text)
    assert f'value="{address}"' in unescape(answer.text)
    assert targets(store) == []


async def test_addresses_that_open_connections_anywhere_are_the_administrators(
    log_in: Callable, store: Store, root: str
) -> None:
    assert "ntfys" not in (await (await log_in("siti")).get(PUSH)).text
    admin = await log_in(root)
    assert (await admin.post(PUSH, htmx=False, kind="apprise", address="ntfys://topic")).status_code == 303
    assert targets(store) == [("apprise", "ntfys://topic", True)]


async def test_trials_are_not_sent_in_a_row(log_in: Callable, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(PUSH, htmx=False, kind="email", address="siti@kbri.example")
    await siti.post(f"{PUSH}/1/trial", htmx=False)
    answer = await siti.post(f"{PUSH}/1/trial", htmx=False)
    assert answer.status_code == 422
    assert words_of("en")["push.problem.soon"] in answer.text
    assert len(store.read_now(lambda s: s.scalars(select(Push)).all())) == 1


async def test_nobody_reads_tries_or_takes_away_what_is_another_ones(
    log_in: Callable, store: Store, browser
) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(PUSH, htmx=False, kind="email", address="siti@kbri.example")
    assert "siti@kbri.example" not in (await wei.get(PUSH)).text
    for number in ("1", "77", "9" * 30):
        for step in ("trial", "remove"):
            answer = await wei.post(f"{PUSH}/{number}/{step}", htmx=False)
            assert answer.status_code in (404, 422), number
    assert targets(store) == [("email", "siti@kbri.example", True)]
    assert store.read_now(lambda s: s.scalars(select(Push)).all()) == []
    assert (await browser.get(PUSH)).status_code == 401
    assert (await (await log_in("maya")).get(PUSH)).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_the_page_have_words(language: str) -> None:
    words = words_of(language)
    needed = [f"push.{part}.{kind}" for kind in KINDS for part in ("kind", "hint", "problem")]
    needed += [f"push.state.{state}" for state in ("queued", "sending", "sent", "failed", "void")]
    needed += [f"push.told.{name}" for name in DONE]
    assert [key for key in needed if key not in words] == []
