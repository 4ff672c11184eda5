"""Transfers at the desk: the form on a case, the lists, and the page on which a receiver answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.cases import referrals, transfers
from bot.cases.ownership import NotYours, held_by
from bot.cases.transfer_marks import seen
from bot.cases.transfer_rules import MAX_REASON, TransferRefused
from bot.desk.pages import Page
from bot.desk.queries.problems import Health, health
from bot.desk.queries.transfers import FIELDS, Offer, form, lists, offer, waiting
from bot.desk.visibility import find_case
from bot.engine.consent_question import NotNow, ask_traveller
from bot.store.base import utcnow
from bot.store.tables import Case, Desk, User

FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/cases/{code:str}/transfer")
async def show_form(page: NamedDependency[Page], code: FromPath[str]) -> Response[str]:
    """Show the form; the desk is chosen first (``to``), for what follows hangs on it."""
    asked = page.request.query_params
    return await _form_page(page, code, asked.get("to", ""), done=asked.get("done", ""))


@post("/cases/{code:str}/transfer", status_code=200)
async def ask_desk(
    page: NamedDependency[Page], code: FromPath[str], data: FormData
) -> Response[str] | Redirect:
    """Ask the chosen desk to take the case."""
    fields = [name for name in FIELDS if data.get(f"field_{name}")]

    def _ask(session: Session) -> None:
        transfers.request(
            session,
            _case_of(session, page.user, code).id,
            page.user,
            data.get("to", ""),
            data.get("reason", ""),
            fields=fields,
            vital_interest=data.get("vital_interest", ""),
        )

    return await _on_form(page, code, data, _ask, "")


@post("/cases/{code:str}/refer", status_code=200)
async def refer(page: NamedDependency[Page], code: FromPath[str], data: FormData) -> Response[str] | Redirect:
    """Send the traveller the numbers of a contact; the case stays."""

    def _refer(session: Session) -> bool:
        case = _case_of(session, page.user, code)
        runtime = page.runtime
        to = data.get("to", "")
        line = referrals.refer(session, case.id, page.user, to, runtime.texts, version=runtime.version)
        return line is not None

    return await _on_form(page, code, data, _refer, "referred")


@post("/cases/{code:str}/ask-consent", status_code=200)
async def ask_person(
    page: NamedDependency[Page], code: FromPath[str], data: FormData
) -> Response[str] | Redirect:
    """Ask the person whether the chosen desk may be told."""

    def _ask(session: Session) -> None:
        case = held_by(session, _case_of(session, page.user, code).id, page.user)
        desk = session.query(Desk).filter_by(code=data.get("to", "")).one_or_none()
        if desk is None:
            raise TransferRefused("no_desk", "There is no such desk. Choose one of the list.")
        reason = data.get("reason", "")[:MAX_REASON]
        ask_traveller(session, page.runtime, case, desk.code, desk.name, page.user, reason)

    return await _on_form(page, code, data, _ask, "asked")


@post("/cases/{code:str}/transfer-seen", status_code=200)
async def seen_back(page: NamedDependency[Page], code: FromPath[str]) -> Redirect:
    """The holder has read that nobody took the case."""

    def _seen(session: Session) -> None:
        seen(session, held_by(session, _case_of(session, page.user, code).id, page.user))

    with suppress(NotYours):  # Then it is somebody else's news.
        await page.store.write(_seen)
    return Redirect(f"/desk/cases/{code.upper()}", status_code=303)


@get("/transfers")
async def show_lists(page: NamedDependency[Page]) -> Response[str]:
    """Show what waits for this desk, what it waits for, and what was answered since yesterday."""
    found = await page.store.read(lambda session: lists(session, page.user, utcnow()))
    return page.html("transfers.html", health=await _health(page), lists=found)


@get("/transfers/waiting")
async def show_waiting(page: NamedDependency[Page]) -> Response[str]:
    """Return the bar that names what waits for this desk."""
    rows = await page.store.read(lambda session: waiting(session, page.user))
    return page.html("_transfers.html", waiting=rows)


@get("/transfers/{transfer_id:int}")
async def show_offer(page: NamedDependency[Page], transfer_id: FromPath[int]) -> Response[str]:
    """Show one transfer with what its reader may see of the case; who opened it is kept."""
    found = await _offer(page, transfer_id)
    target = f"transfer {transfer_id}"
    await page.store.write(
        lambda session: note(session, page.user.login, "transfer_opened", target, found.row.case.code)
    )
    return await _offer_page(page, found)


@post("/transfers/{transfer_id:int}/accept", status_code=200)
async def accept(page: NamedDependency[Page], transfer_id: FromPath[int]) -> Response[str] | Redirect:
    """Take the case."""
    runtime = page.runtime

    def _accept(session: Session) -> str:
        case = transfers.accept(session, transfer_id, page.user, runtime.texts, version=runtime.version)
        return (
            f"/desk/cases/{case.code}"
            if case.operator_id == page.user.id
            else f"/desk/transfers/{transfer_id}"
        )

    return await _answer(page, transfer_id, _accept)


@post("/transfers/{transfer_id:int}/refuse", status_code=200)
async def refuse(
    page: NamedDependency[Page], transfer_id: FromPath[int], data: FormData
) -> Response[str] | Redirect:
    """Send it back with the reason."""

    def _refuse(session: Session) -> str:
        transfers.refuse(session, transfer_id, page.user, data.get("why", ""))
        return "/desk/transfers"

    return await _answer(page, transfer_id, _refuse)


@post("/transfers/{transfer_id:int}/withdraw", status_code=200)
async def withdraw(page: NamedDependency[Page], transfer_id: FromPath[int]) -> Response[str] | Redirect:
    """Take the request back."""

    def _withdraw(session: Session) -> str:
        transfers.withdraw(session, transfer_id, page.user)
        return "/desk/transfers"

    return await _answer(page, transfer_id, _withdraw)


def _case_of(session: Session, user: User, code: str) -> Case:
    case = find_case(session, user, code.upper())
    if case is None:
        raise NotFoundException("No such case.")
    return case


async def _on_form(
    page: Page, code: str, data: dict[str, str], work: Callable[[Session], object], done: str
) -> Response[str] | Redirect:
    """Do what a form asks; what stands in its way is said on it, and nothing typed is lost."""
    try:
        result = await page.store.write(work)
    except TransferRefused as error:
        return await _form_page(page, code, data.get("to", ""), 422, problem=error.code, given=data)
    except NotNow:
        return await _form_page(page, code, data.get("to", ""), 409, problem="not_now", given=data)
    except NotYours:
        return await _form_page(page, code, data.get("to", ""), 409, problem="not_yours", given=data)
    query = {"to": data.get("to", ""), "done": done if result is not False else "not_told"}
    address = f"/desk/cases/{code.upper()}/transfer"
    return Redirect(f"{address}?{urlencode(query)}" if done else address, status_code=303)


async def _form_page(
    page: Page,
    code: str,
    to: str,
    status_code: int = 200,
    *,
    problem: str = "",
    given: dict[str, str] | None = None,
    done: str = "",
) -> Response[str]:
    texts, own = page.runtime.texts, page.t.language
    shown = await page.store.read(
        lambda session: form(
            session, page.user, _case_of(session, page.user, code), to.strip().lower(), texts, own, utcnow()
        )
    )
    return page.html(
        "transfer_form.html",
        status_code,
        health=await _health(page),
        form=shown,
        problem=problem,
        given=given or {},
        done=done if done in ("referred", "not_told", "asked") else "",
        longest=MAX_REASON,
    )


async def _offer(page: Page, transfer_id: int) -> Offer:
    found = await page.store.read(lambda session: offer(session, page.user, transfer_id, utcnow()))
    if found is None:
        raise NotFoundException("No such transfer.")
    return found


async def _offer_page(page: Page, found: Offer, status_code: int = 200, problem: str = "") -> Response[str]:
    return page.html(
        "transfer.html",
        status_code,
        health=await _health(page),
        offer=found,
        problem=problem,
        longest=MAX_REASON,
    )


async def _answer(page: Page, transfer_id: int, work: Callable[[Session], str]) -> Response[str] | Redirect:
    """Answer a transfer; who may not see it is told nothing about it."""
    await _offer(page, transfer_id)
    try:
        return Redirect(await page.store.write(work), status_code=303)
    except TransferRefused as error:
        return await _offer_page(page, await _offer(page, transfer_id), 409, error.code)
    except NotYours:
        return await _offer_page(page, await _offer(page, transfer_id), 409, "not_yours")


async def _health(page: Page) -> Health:
    return await page.store.read(lambda session: health(session, page.user))


HANDLERS = [
    show_form,
    ask_desk,
    refer,
    ask_person,
    seen_back,
    show_lists,
    show_waiting,
    show_offer,
    accept,
    refuse,
    withdraw,
]
