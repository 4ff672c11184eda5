"""Deadlines of a case: set on the clock of the place, and noted as kept."""

from __future__ import annotations

import json
from typing import Annotated, Any

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.local_times import read_local
from bot.accounts.problems import DeskProblem
from bot.cases.deadlines import DeadlineRefused, add_deadline, complete_deadline
from bot.cases.locking import lock_case
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.deadlines import LONGEST_NOTE, may_keep, named_zone
from bot.desk.views.case import load_file
from bot.desk.views.queue import load_desk
from bot.desk.visibility import find_case
from bot.store.tables import Case

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
LARGEST_ID = 2**63 - 1


class NotWorked(Exception):
    """This person sees the case but does not work it."""


@post("/cases/{code:str}/deadlines", status_code=200)
async def add(page: NamedDependency[Page], code: FromPath[str], data: FormData) -> Response[str] | Redirect:
    """Set a deadline. What cannot be is said, and what was typed stays."""

    def _add(session: Session) -> None:
        case = _worked(session, page, code)
        zone = named_zone(data.get("zone", "").strip())
        if zone is None:
            raise DeadlineRefused("zone", "There is no such clock.")
        due_at = read_local(data.get("due", ""), zone)
        add_deadline(session, case, data.get("kind", ""), due_at, data.get("note", ""), page.user.login)

    try:
        await page.store.write(_add)
    except NotWorked:
        return page.notice("deadline.not_yours", "bad", 409)
    except DeadlineRefused as error:
        return await _refused(page, code, data, error.code)
    except DeskProblem as error:
        return await _refused(page, code, data, error.key)
    if not is_fragment(page.request):
        return _to_case(code)
    return page.html("_deadline_added.html", file=await load_file(page, code))


@post("/cases/{code:str}/deadlines/{deadline_id:int}/done", status_code=200)
async def done(
    page: NamedDependency[Page], code: FromPath[str], deadline_id: FromPath[int]
) -> Response[str] | Redirect:
    """Note that a deadline was kept."""

    def _done(session: Session) -> None:
        case = _worked(session, page, code)
        if deadline_id > LARGEST_ID:
            raise DeadlineRefused("gone", "There is no such deadline.")
        complete_deadline(session, case, deadline_id, page.user.login)

    try:
        await page.store.write(_done)
    except NotWorked:
        return page.notice("deadline.not_yours", "bad", 409)
    except DeadlineRefused as error:
        return page.notice(f"deadline.problem.{error.code}", "warning", 404)
    if not is_fragment(page.request):
        return _to_case(code)
    return Response("", status_code=204, headers={"HX-Trigger": json.dumps({"deadline-done": code.upper()})})


def _worked(session: Session, page: Page, code: str) -> Case:
    """Return a case, locked, that this person works.

    Raises:
        NotFoundException: there is none of this code that this person may see.
        NotWorked: somebody else holds it, or it has ended.
    """
    found = find_case(session, page.user, code.upper())
    case = lock_case(session, found.id) if found is not None else None
    if case is None:
        raise NotFoundException("No such case.")
    if not may_keep(page.user, case):
        raise NotWorked
    return case


async def _refused(page: Page, code: str, data: dict[str, str], problem: str) -> Response[str]:
    """Say what is wrong: in the corner where scripts keep the form, else on the page with the form filled in."""
    words: dict[str, Any] = {
        "value": data.get("due", ""),
        "longest": LONGEST_NOTE,
        "zone": data.get("zone", ""),
    }
    key = f"deadline.problem.{problem}"
    if is_fragment(page.request):
        return page.notice(key, "warning", 422, **words)
    groups, state = await page.store.read(lambda session: load_desk(session, page.user))
    return page.html(
        "desk.html",
        422,
        groups=groups,
        health=state,
        file=await load_file(page, code),
        given=data,
        deadline_problem=page.t(key, **words),
    )


def _to_case(code: str) -> Redirect:
    return Redirect(f"/desk/cases/{code.upper()}", status_code=303)


HANDLERS = [add, done]
