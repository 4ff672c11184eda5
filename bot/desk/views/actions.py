"""What an operator does to a case: claim, write, hand back, resolve, send again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.cases import ownership
from bot.cases.endings import cancel
from bot.cases.outcomes import CODES, check_outcome
from bot.cases.ownership import Claim, NotYours, OutcomeNeeded
from bot.cases.states import needs_care
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.case_file import held_critical
from bot.desk.views.case import load_file
from bot.desk.visibility import find_case, may_see_conversation
from bot.engine.announcements import announce
from bot.messages.courier import retry_unsure
from bot.store.tables import Case, Message, OutboxItem, User

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
MAX_TEXT = 8000
MAX_OUTCOME = 2000
_LAST_LINES = 30
_MISSING = {
    "duplicate": "notice.outcome_duplicate",
    "false_alarm": "notice.outcome_check_first",
    "no_answer": "notice.outcome_supervisor",
}
"""Why an outcome with its words is refused, by its code; without a known code that is what is missing."""


def _case_of(session: Session, user: User, code: str) -> Case:
    case = find_case(session, user, code.upper())
    if case is None:
        raise NotFoundException("No such case.")
    return case


@post("/cases/{code:str}/claim", status_code=200)
async def claim(page: NamedDependency[Page], code: FromPath[str]) -> Response[str] | Redirect:
    """Claim a case; who is too late is told who has it."""

    def _claim(session: Session) -> tuple[Claim, int]:
        case = _case_of(session, page.user, code)
        was_held = case.operator_id == page.user.id
        result = ownership.claim(session, case.id, page.user)
        if result.won and not was_held:
            announce(session, page.runtime, case, "claimed")
        return result, len(held_critical(session, page.user))

    result, critical = await page.store.write(_claim)
    if not result.won:
        status = page.t.find(f"status.{result.holder}")
        key = "notice.not_claimable" if status else "notice.claim_lost"
        return page.notice(key, "warning", 409, code=code.upper(), holder=result.holder, status=status)
    if not is_fragment(page.request):
        return Redirect(f"/desk/cases/{code.upper()}", status_code=303)
    file = await load_file(page, code)
    happened = {"claimed": code.upper(), "heavy": critical if critical > 1 else 0}
    headers = {
        "HX-Retarget": "#case",
        "HX-Reswap": "innerHTML",
        "HX-Push-Url": f"/desk/cases/{file.case.code}",
        "HX-Trigger-After-Settle": json.dumps(happened),
    }
    return page.html("_case.html", headers=headers, file=file)


@post("/cases/{code:str}/reply", status_code=200)
async def reply(page: NamedDependency[Page], code: FromPath[str], data: Form) -> Response[str] | Redirect:
    """Send the operator's words. A form that arrives twice (a lost answer, a double tap) is sent once."""
    text, draft = data.get("text", "").strip(), data.get("draft", "")[:64]
    if not text:
        return page.notice("notice.empty", "warning", 422)
    if len(text) > MAX_TEXT:
        return page.notice("notice.too_long", "warning", 422, limit=MAX_TEXT, length=len(text))

    def _write(session: Session) -> None:
        case = _case_of(session, page.user, code)
        if draft and _was_sent(session, case.conversation_id, draft):
            return
        message = ownership.write(session, case.id, page.user, text)
        message.content = {**message.content, "draft": draft}

    return await _do(page, code, _write, {"replied": code.upper()})


def _was_sent(session: Session, conversation_id: int, draft: str) -> bool:
    newest = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.author == "operator")
        .order_by(Message.id.desc())
        .limit(_LAST_LINES)
    )
    return any(message.content.get("draft") == draft for message in newest)


@post("/cases/{code:str}/hand-back", status_code=200)
async def hand_back(page: NamedDependency[Page], code: FromPath[str], data: Form) -> Response[str] | Redirect:
    """Give the conversation back to the assistant; the case stays open."""
    outcome = data.get("outcome", "").strip()[:MAX_OUTCOME]

    def _hand_back(session: Session) -> None:
        case = ownership.hand_back(session, _case_of(session, page.user, code).id, page.user, outcome)
        announce(session, page.runtime, case, "waiting")

    return await _do(page, code, _hand_back, {"handed-back": code.upper()})


@post("/cases/{code:str}/resolve", status_code=200)
async def resolve(page: NamedDependency[Page], code: FromPath[str], data: Form) -> Response[str] | Redirect:
    """End a case with its outcome, coded and in words."""
    outcome, ended = data.get("outcome", "").strip()[:MAX_OUTCOME], data.get("outcome_code", "")
    is_checked = data.get("checked") == "yes"

    def _resolve(session: Session) -> None:
        case = ownership.held_by(session, _case_of(session, page.user, code).id, page.user)
        _end(session, case, page.user, outcome, ended, is_checked)
        announce(session, page.runtime, case, "resolved")

    missing = _MISSING.get(ended, "notice.outcome_code_needed") if outcome else "notice.outcome_needed"
    return await _do(page, code, _resolve, {"resolved": code.upper()}, missing)


def _end(session: Session, case: Case, user: User, outcome: str, ended: str, is_checked: bool) -> None:
    """A false alarm that needs care is taken back, once the neutral question was asked; others are resolved.

    Raises:
        OutcomeNeeded: words, code or check are missing, or the case does not end like this.
    """
    if ended not in CODES:
        raise OutcomeNeeded("Choose how the case ended.")
    if ended == "false_alarm" and is_checked and needs_care(case):
        check_outcome(case, user, outcome, None)
        cancel(session, case.id, user, outcome, checked=True)
    else:
        ownership.resolve(session, case.id, user, outcome, ended)


async def _do(
    page: Page,
    code: str,
    work: Callable[[Session], None],
    happened: dict[str, str],
    missing: str = "notice.outcome_needed",
) -> Response[str] | Redirect:
    """Do one step on a held case; what stands in its way is said, and nothing typed is lost."""
    try:
        await page.store.write(work)
    except NotYours:
        file = await load_file(page, code)
        holder = file.holder.name if file.holder else page.t(f"status.{file.case.status}")
        return page.notice("notice.not_yours", "bad", 409, code=file.case.code, holder=holder)
    except OutcomeNeeded:
        return page.notice(missing, "warning", 422)
    if is_fragment(page.request):
        return Response("", status_code=204, headers={"HX-Trigger": json.dumps(happened)})
    return Redirect(f"/desk/cases/{code.upper()}", status_code=303)


@post("/outbox/{item_id:int}/retry", status_code=200)
async def retry(page: NamedDependency[Page], item_id: FromPath[int]) -> Response[str] | Redirect:
    """Send an unsure, failed or held line again: it is really queued, not just painted so."""

    def _retry(session: Session) -> bool:
        item = session.get(OutboxItem, item_id)
        if item is None or not may_see_conversation(session, page.user, item.conversation_id):
            raise NotFoundException("No such line.")
        was = item.state
        retry_unsure(session, item_id)
        note(session, page.user.login, "line_sent_again", f"outbox {item_id}", f"was {was}")
        return item.state == "queued" and was != "queued"

    is_queued = await page.store.write(_retry)
    if not is_fragment(page.request):
        return Redirect("/desk/problems", status_code=303)
    key = "notice.queued_again" if is_queued else "notice.not_waiting"
    return page.notice(key, "ok" if is_queued else "warning", headers={"HX-Trigger": '{"retried": ""}'})


HANDLERS = [claim, reply, hand_back, resolve, retry]
