"""The page of the desks: everyone reads it, administrators change desks. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.desks import edit_desk
from bot.accounts.duty import SHIFT_ROLES, add_shift, remove_shift
from bot.accounts.hours import desk_zone
from bot.accounts.local_times import read_local
from bot.accounts.permissions import allows
from bot.accounts.problems import DeskProblem
from bot.accounts.service import AccountError, desk_by_code
from bot.accounts.web import require
from bot.desk.desk_form import FIELDS, changes_of, shown_values, typed_values
from bot.desk.pages import Page
from bot.desk.queries.desks import PAGE_SIZE, SHOWN, desk_file, desk_rows
from bot.desk.queries.problems import health
from bot.store.base import utcnow
from bot.store.tables import Desk

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
DONE = ("changed", "shift_added", "shift_removed")


@get("/desks")
async def show_desks(page: NamedDependency[Page]) -> Response[str]:
    """List the desks. ``show`` narrows down, ``q`` searches, pages count from 1."""
    asked = page.request.query_params
    shown = asked.get("show", "") if asked.get("show") in SHOWN else SHOWN[0]
    words = asked.get("q", "")[:100].strip()
    # Who searches looks for a desk, wherever it stands.
    searched = "all" if words and "show" not in asked else shown

    def _load(session: Session) -> dict[str, Any]:
        return {
            "health": health(session, page.user),
            "rows": desk_rows(session, searched, words, utcnow()),
        }

    values = await page.store.read(_load)
    rows = values.pop("rows")
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(pages, max(1, _whole(asked.get("page", ""))))
    return page.html(
        "desks.html",
        shown=searched,
        choices=SHOWN,
        words_asked=words,
        count=len(rows),
        rows=rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        number=number,
        pages=pages,
        link=_link,
        **values,
    )


@get("/desks/{code:str}")
async def show_desk(page: NamedDependency[Page], code: FromPath[str]) -> Response[str]:
    """Show one desk with its people, roster and contact; administrators get the form."""
    return await _desk_page(page, code)


@post("/desks/{code:str}", status_code=200, guards=[require("desks.edit")])
async def change_desk(
    page: NamedDependency[Page], code: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Change a desk; what cannot be used is said, and nothing is changed."""

    def _change(session: Session) -> None:
        edit_desk(session, code, actor=page.user.login, **changes_of(data))

    return await _do(page, code, _change, "changed", data)


@post("/desks/{code:str}/shifts", status_code=200)
async def put_on_shift(
    page: NamedDependency[Page], code: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Put a person on shift, by the desk's own clock."""

    def _add(session: Session) -> None:
        desk = _desk_to_roster(session, page, code)
        zone = desk_zone(desk)
        starts_at, ends_at = (read_local(data.get(name, ""), zone) for name in ("starts_at", "ends_at"))
        add_shift(
            session, code, data.get("login", ""), starts_at, ends_at, data.get("role", ""),
            actor=page.user.login,
        )  # fmt: skip

    return await _do(page, code, _add, "shift_added", data)


@post("/desks/{code:str}/shifts/{shift_id:int}/remove", status_code=200)
async def take_off_shift(
    page: NamedDependency[Page], code: FromPath[str], shift_id: FromPath[int]
) -> Response[str] | Redirect:
    """Take a shift out of the roster."""

    def _remove(session: Session) -> None:
        _desk_to_roster(session, page, code)
        remove_shift(session, code, shift_id, actor=page.user.login)

    return await _do(page, code, _remove, "shift_removed", {})


def may_roster(page: Page, desk: Desk) -> bool:
    """Whether a person may change the roster: administrators, and the supervisors of the desk itself."""
    user = page.user
    if allows(user.role, "desks.roster_any"):
        return True
    return allows(user.role, "desks.roster") and user.desk_id == desk.id


def _desk_to_roster(session: Session, page: Page, code: str) -> Desk:
    desk = desk_by_code(session, code)
    if not may_roster(page, desk):
        raise PermissionDeniedException("This roster is not yours to change.")
    return desk


async def _do(
    page: Page, code: str, work: Callable[[Session], None], done: str, data: dict[str, str]
) -> Response[str] | Redirect:
    try:
        await page.store.write(work)
    except AccountError as error:
        return await _desk_page(page, code, data, error)
    return Redirect(f"/desk/desks/{code}?done={done}", status_code=303)


async def _desk_page(
    page: Page, code: str, given: dict[str, str] | None = None, error: AccountError | None = None
) -> Response[str]:
    file = await page.store.read(lambda session: desk_file(session, code, utcnow()))
    if file is None:
        raise NotFoundException("No such desk.")
    done = page.request.query_params.get("done", "")
    return page.html(
        "desk_one.html",
        422 if error else 200,
        health=await page.store.read(lambda session: health(session, page.user)),
        file=file,
        fields=FIELDS,
        values={**shown_values(file), **typed_values(given or {})},
        problem=_problem(page, error),
        done=done if done in DONE and error is None else "",
        may_edit=allows(page.user.role, "desks.edit"),
        may_roster=may_roster(page, file.desk),
        shift_roles=SHIFT_ROLES,
        desk_zone=desk_zone(file.desk),
        link=_link,
    )


def _problem(page: Page, error: AccountError | None) -> str:
    if isinstance(error, DeskProblem):
        return page.t.find(f"desks.problem.{error.key}", str(error), **error.values)
    return str(error) if error else ""


def _link(**values: str | int) -> str:
    """Return the address of the list; empty values are left out."""
    return f"/desk/desks?{urlencode({name: value for name, value in values.items() if value})}"


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


HANDLERS = [show_desks, show_desk, change_desk, put_on_shift, take_off_shift]
