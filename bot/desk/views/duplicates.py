"""Two cases of one matter: the operator names the other case, and this one ends in it."""

from __future__ import annotations

import json
from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.codes import find_code
from bot.cases.duplicates import DuplicateRefused, mark_duplicate
from bot.cases.lookup import case_of_code, meant_codes
from bot.cases.ownership import NotYours
from bot.cases.states import IllegalChange
from bot.desk.looks import note_look
from bot.desk.pages import Page, is_fragment
from bot.desk.views.case import load_file
from bot.desk.visibility import find_case, visible_cases
from bot.store.tables import Case, User

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
MAX_REASON, MAX_CODE = 500, 40


class _NoSuchCase(Exception):
    """No case of this code is theirs to see; ``meant``: those that are, one error away from it."""

    def __init__(self, meant: list[Case]) -> None:
        super().__init__("No such case.")
        self.meant = meant


@post("/cases/{code:str}/duplicate", status_code=200)
async def duplicate(page: NamedDependency[Page], code: FromPath[str], data: FormData) -> Response[str] | Redirect:
    """End a held case as the same matter as another; ``meant``: a code chosen among those proposed."""
    written = (data.get("meant") or data.get("of", "")).replace("\x00", "").strip()[:MAX_CODE]
    reason = data.get("reason", "").replace("\x00", "").strip()[:MAX_REASON]

    def _end(session: Session) -> str:
        case = find_case(session, page.user, code.upper())
        if case is None:
            raise NotFoundException("No such case.")
        # Not locked yet: both are locked in one order below, where who holds it is looked at again.
        if case.operator_id != page.user.id:
            raise NotYours(f"You do not hold case {case.code}. Claim it first.")
        other = _other(session, page.user, written)
        mark_duplicate(session, case, other, page.user, reason)
        return other.code

    try:
        into = await page.store.write(_end)
    except NotYours:
        file = await load_file(page, code)
        holder = file.holder.name if file.holder else page.t(f"status.{file.case.status}")
        return page.notice("notice.not_yours", "bad", 409, code=file.case.code, holder=holder)
    except _NoSuchCase as error:
        return _refused(page, page.t("duplicate.unknown", code=find_code(written) or written), error.meant)
    except DuplicateRefused as error:
        return _refused(page, page.t(f"duplicate.{error.code}", code=find_code(written) or written))
    except IllegalChange:
        return _refused(page, page.t("duplicate.refused"))
    if not is_fragment(page.request):
        return Redirect(f"/desk/cases/{into}", status_code=303)
    file = await load_file(page, into)
    await note_look(page, into)
    headers = {
        "HX-Retarget": "#case",
        "HX-Reswap": "innerHTML",
        "HX-Push-Url": f"/desk/cases/{into}",
        "HX-Trigger-After-Settle": json.dumps({"joined": code.upper()}),
    }
    return page.html("_case.html", headers=headers, file=file)


def _other(session: Session, user: User, written: str) -> Case:
    """Return the case that was written, among those that this person may see."""
    named = case_of_code(session, written)
    seen = find_case(session, user, named.code) if named is not None else None
    if seen is not None:
        return seen
    codes = meant_codes(session, written)
    meant = session.scalars(select(Case).where(Case.code.in_(codes), visible_cases(user)).order_by(Case.code))
    raise _NoSuchCase(list(meant))


def _refused(page: Page, problem: str, meant: list[Case] | None = None) -> Response[str]:
    """Say it inside the dialog, where the code was typed; nothing typed is lost."""
    headers = {"HX-Retarget": "#duplicate-meant", "HX-Reswap": "innerHTML"}
    return page.html("_duplicate_meant.html", 422, headers, problem=problem, meant=meant or [])


HANDLERS = [duplicate]
