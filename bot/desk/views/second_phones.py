"""An operator has made sure who writes from a second phone."""

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

from bot.cases.elsewhere import MARK, verify_phone
from bot.cases.ownership import NotYours
from bot.desk.pages import Page, is_fragment
from bot.desk.visibility import find_case
from bot.store.tables import Case, CaseEvent, Conversation

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/cases/{code:str}/phones/{conversation_id:int}/verify", status_code=200)
async def verify(
    page: NamedDependency[Page], code: FromPath[str], conversation_id: FromPath[int], data: FormData
) -> Response[str] | Redirect:
    """Note that a phone is verified; only one that wrote to this case, and only by who holds the case."""
    is_sure = data.get("sure") == "yes"

    def _verify(session: Session) -> str:
        case = find_case(session, page.user, code.upper())
        if case is None:
            raise NotFoundException("No such case.")
        other = _wrote(session, case, conversation_id)
        if other is None:
            return "gone"
        if not is_sure:
            return "check_first"
        verify_phone(session, case.id, other, page.user)
        return "done"

    try:
        done = await page.store.write(_verify)
    except NotYours:
        return page.notice("phone.not_yours", "warning", 409, code=code.upper())
    if done != "done":
        return page.notice(f"phone.{done}", "warning", 404 if done == "gone" else 422)
    if not is_fragment(page.request):
        return Redirect(f"/desk/cases/{code.upper()}", status_code=303)
    return page.notice("phone.done", "ok", headers={"HX-Trigger": json.dumps({"phone-verified": code.upper()})})


def _wrote(session: Session, case: Case, conversation_id: int) -> Conversation | None:
    """Return the conversation of a phone that wrote to the case from elsewhere; None for any other."""
    steps = session.scalars(
        select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == MARK)
    )
    if not any(step.get("conversation_id") == conversation_id for step in steps):
        return None
    return session.get(Conversation, conversation_id)


HANDLERS = [verify]
