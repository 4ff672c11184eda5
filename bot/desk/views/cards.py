"""Phrase cards and canned sentences at the desk: the panel, and sending from it. Sent is sent: no undo."""

from __future__ import annotations

import json
from collections.abc import Callable

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.cases.ownership import NotYours
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.cards import Panel, card_panel
from bot.desk.views.actions import Form
from bot.desk.views.case import load_file
from bot.desk.visibility import find_case
from bot.engine.card_sending import NoSuchCard, send_card, send_sentence
from bot.phrases.sentences import SLOTS, BadValue
from bot.store.tables import Case


def _case(session: Session, page: Page, code: str) -> Case:
    case = find_case(session, page.user, code.upper())
    if case is None:
        raise NotFoundException("No such case.")
    return case


@get("/cases/{code:str}/cards")
async def show_cards(
    page: NamedDependency[Page],
    code: FromPath[str],
    set: FromQuery[str] = "",
    part: FromQuery[int] = 0,
) -> Response[str]:
    """Return the panel: one set of cards, nine at a time."""

    def _load(session: Session) -> tuple[Case, Panel]:
        case = _case(session, page, code)
        return case, card_panel(session, case, page.t.language, set, part)

    case, panel = await page.store.read(_load)
    is_mine = case.operator_id == page.user.id and case.status in ("claimed", "active")
    return page.html("_cards.html", case=case, panel=panel, is_mine=is_mine)


@post("/cases/{code:str}/cards", status_code=200)
async def ask(page: NamedDependency[Page], code: FromPath[str], data: Form) -> Response[str] | Redirect:
    """Send a card. ``times``: how often the panel showed it as asked; a second press sends nothing."""
    times = data.get("times", "")

    def _send(session: Session) -> None:
        case = _case(session, page, code)
        seen = int(times) if times.isdecimal() else None
        send_card(session, page.runtime, case.id, page.user, data.get("card", ""), seen)

    return await _do(page, code, _send, {"card-sent": data.get("card", "")})


@post("/cases/{code:str}/sentences", status_code=200)
async def say_sentence(page: NamedDependency[Page], code: FromPath[str], data: Form) -> Response[str] | Redirect:
    """Send a canned sentence with its places and numbers filled in."""
    values = {slot: data.get(slot, "") for slot in SLOTS}

    def _send(session: Session) -> None:
        send_sentence(session, _case(session, page, code).id, page.user, data.get("sentence", ""), values)

    try:
        return await _do(page, code, _send, {"sentence-sent": data.get("sentence", "")})
    except BadValue as error:
        return page.notice("notice.fill_in", "warning", 422, slot=page.t(f"cards.slot.{error.slot}"))


async def _do(
    page: Page, code: str, work: Callable[[Session], None], happened: dict[str, str]
) -> Response[str] | Redirect:
    try:
        await page.store.write(work)
    except NotYours:
        file = await load_file(page, code)
        holder = file.holder.name if file.holder else page.t(f"status.{file.case.status}")
        return page.notice("notice.card_not_yours", "bad", 409, code=file.case.code, holder=holder)
    except NoSuchCard:
        return page.notice("notice.no_such_card", "bad", 404)
    if is_fragment(page.request):
        return Response("", status_code=204, headers={"HX-Trigger": json.dumps(happened)})
    return Redirect(f"/desk/cases/{code.upper()}", status_code=303)


HANDLERS = [show_cards, ask, say_sentence]
