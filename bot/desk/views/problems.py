"""The page of problems: each with what can be done about it."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.problems import all_parts, dead_letters, health, stuck_lines
from bot.desk.visibility import sees_all
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import DeadLetter


@get("/problems")
async def show_problems(page: NamedDependency[Page]) -> Response[str]:
    """Show parts, stuck lines and dead letters."""

    def _load(session: Session) -> dict[str, Any]:
        return {
            "health": health(session, page.user),
            "parts": all_parts(session),
            "stuck": stuck_lines(session, page.user),
            "letters": dead_letters(session, page.user),
        }

    return page.html("problems.html", **await page.store.read(_load))


@post("/problems/{letter_id:int}/close", status_code=200)
async def close_letter(page: NamedDependency[Page], letter_id: FromPath[int]) -> Response[str] | Redirect:
    """Close a dead letter: somebody has looked at it. Nothing is deleted."""

    def _close(session: Session) -> None:
        letter = session.get(DeadLetter, letter_id, with_for_update=True)
        if letter is None or not sees_all(page.user):
            raise NotFoundException("No such letter.")
        if letter.closed_at is None:
            letter.closed_at = utcnow()
            letter.closed_by = page.user.login
            note(
                session,
                page.user.login,
                "dead_letter_closed",
                f"dead letter {letter_id}",
                letter.reason[:500],
            )
            wake(session, "desk")

    await page.store.write(_close)
    if is_fragment(page.request):
        return page.notice("notice.letter_closed", "ok", headers={"HX-Trigger": '{"retried": ""}'})
    return Redirect("/desk/problems", status_code=303)


HANDLERS = [show_problems, close_letter]
