"""Who looked at a case: for supervisors, folded into the case and as a page."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.web import require
from bot.cases.codes import find_code
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.access import Look, looks_at
from bot.desk.queries.problems import health
from bot.desk.visibility import find_case


@get("/cases/{code:str}/access", guards=[require("access.read")])
async def show_access(page: NamedDependency[Page], code: FromPath[str]) -> Response[str]:
    """List who looked at a case; whoever reads the list is in it from the next time on."""
    wanted = find_code(code) or code.upper()

    def _read(session: Session) -> list[Look]:
        case = find_case(session, page.user, wanted)
        if case is None:
            raise NotFoundException("No such case.")
        looks = looks_at(session, case)
        note(session, page.user.login, "access_read", case.code)
        return looks

    looks = await page.store.write(_read)
    if is_fragment(page.request):
        return page.html("_access.html", looks=looks)
    state = await page.store.read(lambda session: health(session, page.user))
    return page.html("access.html", looks=looks, code=wanted, health=state)


HANDLERS = [show_access]
