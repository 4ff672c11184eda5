"""Somebody said in a drill that it is real: who holds the case says whether it is."""

from __future__ import annotations

import json
from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.cases.drills.interruption import settle
from bot.cases.ownership import NotYours
from bot.cases.states import IllegalChange
from bot.desk.pages import Page, is_fragment
from bot.desk.visibility import find_case

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
ANSWERS = {"real": True, "exercise": False}


@post("/cases/{code:str}/maybe-real", status_code=200)
async def say_what_it_is(
    page: NamedDependency[Page], code: FromPath[str], data: FormData
) -> Response[str] | Redirect:
    """Keep the answer: ``real`` or ``exercise``."""
    answer = ANSWERS.get(data.get("is", ""))
    if answer is None:
        return page.notice("error.bad_request", "bad", 422)

    def _settle(session: Session) -> None:
        case = find_case(session, page.user, code.upper())
        if case is None:
            raise NotFoundException("No such case.")
        settle(session, case.id, page.user, is_real=answer)

    try:
        await page.store.write(_settle)
    except NotYours:
        return page.notice("transfer.no.not_yours", "bad", 409)
    except IllegalChange:
        return page.notice("drill.not_settled", "warning", 409)
    if is_fragment(page.request):
        return Response("", status_code=204, headers={"HX-Trigger": json.dumps({"settled": code.upper()})})
    return Redirect(f"/desk/cases/{code.upper()}", status_code=303)


HANDLERS = [say_what_it_is]
