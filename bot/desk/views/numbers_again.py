"""The person was given the numbers of another place: the right ones go out, the others are taken back."""

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

from bot.cases.contact import contact_rule_of
from bot.cases.ownership import NotYours, held_by
from bot.desk.pages import Page, is_fragment
from bot.desk.visibility import find_case
from bot.engine.place_change import resend_numbers, wrong_country

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/cases/{code:str}/numbers-again", status_code=200)
async def send_numbers_again(
    page: NamedDependency[Page], code: FromPath[str], data: FormData
) -> Response[str] | Redirect:
    """Send the numbers of the place that is known now; ``safe``: who may read along was considered."""
    is_safe = data.get("safe") == "yes"

    def _send(session: Session) -> str:
        found = find_case(session, page.user, code.upper())
        if found is None:
            raise NotFoundException("No such case.")
        # Locked, so that of two taps the second sees what the first has sent.
        case = held_by(session, found.id, page.user)
        if contact_rule_of(case).never_unprompted and not is_safe:
            return "hidden"
        wrong = wrong_country(session, case) or ""
        return "sent" if resend_numbers(session, page.runtime, case, wrong, actor=page.user.login) else "nothing"

    try:
        done = await page.store.write(_send)
    except NotYours:
        return page.notice("numbers_again.not_yours", "warning", 409, code=code.upper())
    if done == "hidden":
        return page.notice("numbers_again.hidden", "warning", 422)
    if done == "nothing":
        return page.notice("numbers_again.nothing", "warning", 409)
    if not is_fragment(page.request):
        return Redirect(f"/desk/cases/{code.upper()}", status_code=303)
    headers = {"HX-Trigger": json.dumps({"numbers-again": code.upper()})}
    return page.notice("numbers_again.sent", "ok", headers=headers)


HANDLERS = [send_numbers_again]
