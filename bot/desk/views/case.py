"""The page of one case, and the parts of it that refresh by themselves."""

from __future__ import annotations

from dataclasses import replace

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from bot.cases.codes import find_code
from bot.desk.looks import note_look
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.case_file import CaseFile, case_file
from bot.desk.queries.transcript import SHOWN
from bot.desk.views.queue import load_desk
from bot.engine.place_change import correction

ALL = 5000
"""Lines of a transcript that are shown at most, on request."""


async def load_file(page: Page, code: str, *, limit: int = SHOWN) -> CaseFile:
    """Return the file of a case.

    Raises:
        NotFoundException: there is none of this code that this person may see.
    """
    wanted = find_code(code) or code.upper()
    found = await page.store.read(lambda session: case_file(session, page.user, wanted, limit=limit))
    if found is None:
        raise NotFoundException("No such case.")
    line = correction(page.runtime.texts, found.case, found.wrong_country) if found.wrong_country else None
    return replace(found, numbers_again=line[1]) if line else found


@get("/cases/{code:str}")
async def show_case(page: NamedDependency[Page], code: FromPath[str]) -> Response[str]:
    """Show a case beside the queue; who opened it is kept."""
    file = await load_file(page, code)
    await note_look(page, file.case.code)
    if is_fragment(page.request):
        return page.html("_case.html", file=file)
    groups, state = await page.store.read(lambda session: load_desk(session, page.user))
    return page.html("desk.html", groups=groups, health=state, file=file)


@get("/cases/{code:str}/transcript")
async def show_transcript(
    page: NamedDependency[Page], code: FromPath[str], all: FromQuery[bool] = False
) -> Response[str]:
    """Return the lines of a case's conversation."""
    file = await load_file(page, code, limit=ALL if all else SHOWN)
    await note_look(page, file.case.code, is_refresh=True)
    return page.html("_lines.html", file=file)


@get("/cases/{code:str}/parts")
async def show_parts(page: NamedDependency[Page], code: FromPath[str]) -> Response[str]:
    """Return head, file and state of the reply box; the box itself is never replaced."""
    file = await load_file(page, code)
    await note_look(page, file.case.code, is_refresh=True)
    return page.html("_parts.html", file=file)


HANDLERS = [show_case, show_transcript, show_parts]
