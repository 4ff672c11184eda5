"""Where a person is called away from the screen: own addresses, each with a trial call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.pages import Page
from bot.desk.queries.problems import health
from bot.notify.notifier import KINDS
from bot.notify.registry import ways
from bot.notify.targets import TargetRefused, add_target, switch_off, targets_of
from bot.notify.trials import UNDER_WAY, latest_trials, send_trial
from bot.store.tables import User

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
PATH = "/desk/push"
DONE = ("added", "removed", "tried")
ADMIN_ONLY = "apprise"
"""These addresses make the service open connections to any host: an administrator enters them."""
LARGEST_ID = 2**63 - 1


@get("/push")
async def show_push(page: NamedDependency[Page]) -> Response[str]:
    """Show the own addresses and how their last trials went."""
    return await _page(page)


@get("/push/addresses")
async def show_addresses(page: NamedDependency[Page]) -> Response[str]:
    """Return the list alone: it is loaded again while a trial is under way."""
    return page.html("_push_addresses.html", **await page.store.read(lambda session: _load(session, page)))


@post("/push", status_code=200)
async def add(page: NamedDependency[Page], data: FormData) -> Response[str] | Redirect:
    """Add an address of one's own."""
    kind = data.get("kind", "")

    def _add(session: Session, user: User) -> None:
        if kind not in kinds_of(user):
            raise TargetRefused("kind", "This kind of address is not yours to add.")
        add_target(session, user, kind, data.get("address", "").replace("\x00", " "))
        note(session, user.login, "push_target_added", user.login, kind)

    return await _do(page, _add, "added", data)


@post("/push/{target_id:int}/remove", status_code=200)
async def remove(page: NamedDependency[Page], target_id: FromPath[int]) -> Response[str] | Redirect:
    """Be called there no more."""

    def _remove(session: Session, user: User) -> None:
        target = switch_off(session, user, min(target_id, LARGEST_ID))
        note(session, user.login, "push_target_removed", user.login, target.kind)

    return await _do(page, _remove, "removed")


@post("/push/{target_id:int}/trial", status_code=200)
async def try_out(page: NamedDependency[Page], target_id: FromPath[int]) -> Response[str] | Redirect:
    """Send a trial call there, through the queue of the real ones."""

    def _try(session: Session, user: User) -> None:
        push = send_trial(session, user, min(target_id, LARGEST_ID), page.store.now(session))
        note(session, user.login, "push_trial", user.login, f"push {push.id}")

    return await _do(page, _try, "tried")


def kinds_of(user: User) -> tuple[str, ...]:
    """Return which kinds of address a person may add."""
    return tuple(kind for kind in KINDS if kind != ADMIN_ONLY or user.role == "admin")


async def _do(
    page: Page, work: Callable[[Session, User], None], done: str, data: dict[str, str] | None = None
) -> Response[str] | Redirect:
    try:
        await page.store.write(lambda session: work(session, session.get_one(User, page.user.id)))
    except TargetRefused as error:
        return await _page(page, 422, problem=error.code, given=data)
    return Redirect(f"{PATH}?done={done}", status_code=303)


async def _page(
    page: Page, status_code: int = 200, *, problem: str = "", given: dict[str, str] | None = None
) -> Response[str]:
    done = page.request.query_params.get("done", "")
    return page.html(
        "push.html",
        status_code,
        health=await page.store.read(lambda session: health(session, page.user)),
        problem=problem,
        given=given or {},
        done=done if done in DONE and not problem else "",
        kinds=kinds_of(page.user),
        **await page.store.read(lambda session: _load(session, page)),
    )


def _load(session: Session, page: Page) -> dict[str, Any]:
    trials = latest_trials(session, page.user)
    rows = [(target, trials.get(target.id)) for target in targets_of(session, page.user) if target.active]
    return {
        "rows": rows,
        "ways": ways(page.runtime.settings),
        "under_way": any(trial is not None and trial.state in UNDER_WAY for _target, trial in rows),
    }


HANDLERS = [show_push, show_addresses, add, remove, try_out]
