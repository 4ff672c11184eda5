"""The administrator's pages of accounts: invite, change, close. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts import changes, second_factor
from bot.accounts.audit import note
from bot.accounts.invitations import LASTS, invite, link_of, open_invitations, revoke
from bot.accounts.login_sessions import end_sessions
from bot.accounts.permissions import ROLES
from bot.accounts.service import AccountError, user_by_login
from bot.accounts.web import require
from bot.desk.labels import LANGUAGES
from bot.desk.pages import Page
from bot.desk.queries.accounts import PAGE_SIZE, account_file, account_rows, staffed_desks
from bot.desk.queries.problems import health
from bot.store.tables import User

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
MANAGERS = [require("accounts.manage")]
DONE = ("changed", "closed", "opened", "factor_reset", "sessions_ended", "revoked")


@get("/accounts", guards=MANAGERS)
async def show_accounts(page: NamedDependency[Page]) -> Response[str]:
    """List accounts and open invitations. ``q`` searches, pages count from 1."""
    return await _list_page(page)


@post("/accounts/invite", status_code=200, guards=MANAGERS)
async def invite_here(page: NamedDependency[Page], data: Form) -> Response[str]:
    """Make an invitation and show its link, this once."""

    def _invite(session: Session) -> str:
        _, token = invite(
            session,
            login=data.get("login", ""),
            role=data.get("role", ""),
            desk_code=data.get("desk") or None,
            languages=_languages(data),
            actor=page.user.login,
        )
        return token

    try:
        token = await page.store.write(_invite)
    except AccountError as error:
        return await _list_page(page, 422, problem=_words(page, error), given=data)
    return await _list_page(page, link=link_of(page.runtime.settings.base_url, token))


@post("/accounts/invitations/{invitation_id:int}/revoke", status_code=200, guards=MANAGERS)
async def revoke_here(page: NamedDependency[Page], invitation_id: FromPath[int]) -> Redirect:
    """Withdraw an invitation."""
    await page.store.write(lambda session: revoke(session, invitation_id, page.user.login))
    return Redirect("/desk/accounts?done=revoked", status_code=303)


@get("/accounts/{login:str}", guards=MANAGERS)
async def show_one(page: NamedDependency[Page], login: FromPath[str]) -> Response[str]:
    """Show one account with its log-ins and what was done to it."""
    return await _one_page(page, login)


@post("/accounts/{login:str}", status_code=200, guards=MANAGERS)
async def change_one(page: NamedDependency[Page], login: FromPath[str], data: Form) -> Response[Any]:
    """Change name, role, desk and languages."""

    def _change(session: Session) -> None:
        if login == page.user.login and data.get("role") != page.user.role:
            raise AccountError("Nobody changes the own role.", "own_role")
        changes.change_user(
            session,
            login,
            name=data.get("name", ""),
            role=data.get("role", ""),
            desk_code=data.get("desk", ""),
            languages=_languages(data),
            actor=page.user.login,
        )

    return await _do(page, login, _change, "changed", data)


@post("/accounts/{login:str}/close", status_code=200, guards=MANAGERS)
async def close_one(page: NamedDependency[Page], login: FromPath[str]) -> Response[Any]:
    """Close an account and end its log-ins."""

    def _close(session: Session) -> None:
        if login == page.user.login:
            raise AccountError("Nobody closes the own account.", "own_account")
        changes.deactivate(session, login, page.user.login)

    return await _do(page, login, _close, "closed")


@post("/accounts/{login:str}/open", status_code=200, guards=MANAGERS)
async def open_one(page: NamedDependency[Page], login: FromPath[str]) -> Response[Any]:
    """Open a closed account again."""
    return await _do(
        page, login, lambda session: changes.reactivate(session, login, page.user.login), "opened"
    )


@post("/accounts/{login:str}/reset-second-factor", status_code=200, guards=MANAGERS)
async def reset_factor(page: NamedDependency[Page], login: FromPath[str]) -> Response[Any]:
    """Take a lost second factor away; whoever is logged in must begin anew."""

    def _reset(session: Session) -> None:
        user = user_by_login(session, login)
        second_factor.reset(session, user, page.user.login)
        end_sessions(session, user.id)

    return await _do(page, login, _reset, "factor_reset")


@post("/accounts/{login:str}/end-sessions", status_code=200, guards=MANAGERS)
async def end_all(page: NamedDependency[Page], login: FromPath[str]) -> Response[Any]:
    """Log a person out everywhere."""

    def _end(session: Session) -> None:
        user = user_by_login(session, login)
        ended = end_sessions(session, user.id)
        note(session, page.user.login, "sessions_ended", user.login, f"{ended} log-ins ended")

    return await _do(page, login, _end, "sessions_ended")


async def _do(
    page: Page, login: str, work: Callable[[Session], None], done: str, given: dict[str, str] | None = None
) -> Response[Any]:
    try:
        await page.store.write(work)
    except AccountError as error:
        return await _one_page(page, login, 422, _words(page, error), given)
    return Redirect(f"/desk/accounts/{quote(login)}?done={done}", status_code=303)


async def _list_page(
    page: Page,
    status_code: int = 200,
    *,
    problem: str = "",
    given: dict[str, str] | None = None,
    link: str = "",
) -> Response[str]:
    asked = page.request.query_params
    words, number = asked.get("q", "")[:100].strip(), _whole(asked.get("page", ""))

    def _load(session: Session) -> dict[str, Any]:
        rows, count = account_rows(session, words, number)
        return {
            "health": health(session, page.user),
            "rows": rows,
            "count": count,
            "invitations": open_invitations(session),
            "desks": staffed_desks(session),
        }

    values = await page.store.read(_load)
    return page.html(
        "accounts.html",
        status_code,
        words_asked=words,
        number=number,
        pages=max(1, -(-values["count"] // PAGE_SIZE)),
        problem=problem,
        given=given or {},
        link=link,
        hours=int(LASTS.total_seconds() // 3600),
        roles=ROLES,
        done=_done(page),
        **values,
    )


async def _one_page(
    page: Page, login: str, status_code: int = 200, problem: str = "", given: dict[str, str] | None = None
) -> Response[str]:
    def _load(session: Session) -> dict[str, Any]:
        found = account_file(session, login)
        if found is None:
            raise NotFoundException("No such account.")
        return {"health": health(session, page.user), "file": found, "desks": staffed_desks(session)}

    values = await page.store.read(_load)
    user = values["file"].user
    return page.html(
        "accounts_one.html",
        status_code,
        problem=problem,
        given=given if given is not None else _shown(user),
        is_self=user.id == page.user.id,
        roles=ROLES,
        done="" if problem else _done(page),
        **values,
    )


def _shown(user: User) -> dict[str, str]:
    speaks = {f"speaks_{language}": "yes" for language in user.languages}
    return {"name": user.name, "role": user.role, "desk": user.desk.code if user.desk else "", **speaks}


def _languages(data: dict[str, str]) -> list[str]:
    return [language for language in LANGUAGES if data.get(f"speaks_{language}")]


def _words(page: Page, error: AccountError) -> str:
    return page.t.find(f"accounts.problem.{error.key}", str(error), **error.values)


def _done(page: Page) -> str:
    done = page.request.query_params.get("done", "")
    return done if done in DONE else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


HANDLERS = [
    show_accounts, invite_here, revoke_here, show_one, change_one, close_one, open_one, reset_factor, end_all,
]  # fmt: skip
