"""The own account: password, second factor, and where one is logged in."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.login_sessions import end_sessions, hash_of, new_session, own_sessions
from bot.accounts.logins import TooManyAttempts, WrongLogin, confirm_password
from bot.accounts.passwords import WeakPassword, check_strength, hash_password
from bot.accounts.second_factor import has_second_factor, recovery_codes_left
from bot.accounts.web import SESSION_COOKIE, current_session, origin_of, session_cookie
from bot.desk.pages import Page
from bot.desk.queries.problems import health
from bot.store.tables import User

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
DONE = ("password", "sessions")


@get("/account")
async def show_account(page: NamedDependency[Page]) -> Response[str]:
    """Show what a person can change about the own account."""
    wrong = page.request.query_params.get("problem") == "password"
    return await _account_page(page, problem=page.t("account.wrong_password") if wrong else "")


@post("/account/password", status_code=200)
async def change_password(page: NamedDependency[Page], data: Form) -> Response[Any]:
    """Change the password; every other log-in ends and this one goes on with a new cookie."""
    new, origin = data.get("new", ""), origin_of(page.request)
    if new != data.get("again", ""):
        return await _account_page(page, 422, page.t("account.not_same"))
    try:
        check_strength(new, page.user.login)
        await confirm_password(page.store, page.user, data.get("password", ""), origin)
    except WeakPassword as error:
        return await _account_page(page, 422, page.t(f"account.weak.{error.key}", **error.values))
    except WrongLogin:
        return await _account_page(page, 422, page.t("account.wrong_password"))
    except TooManyAttempts as error:
        return await _account_page(page, 429, page.t("login.wait", seconds=error.wait_s))
    hashed = await asyncio.to_thread(hash_password, new)
    found = await current_session(page.request)
    proved = found is not None and found[1].second_factor

    def _change(session: Session) -> str:
        user = session.get_one(User, page.user.id)
        user.password_hash = hashed
        ended = end_sessions(session, user.id)
        token, _ = new_session(session, user, origin, second_factor=proved)
        note(session, user.login, "password_set", user.login, f"by the person; {ended} log-ins ended")
        return token

    token = await page.store.write(_change)
    answer = Redirect("/desk/account?done=password", status_code=303)
    answer.cookies.append(session_cookie(page.runtime.settings, token))
    return answer


@post("/account/sessions/end", status_code=200)
async def end_others(page: NamedDependency[Page]) -> Redirect:
    """Log out everywhere else."""
    token = page.request.cookies.get(SESSION_COOKIE, "")

    def _end(session: Session) -> None:
        ended = end_sessions(session, page.user.id, keep=token)
        note(session, page.user.login, "other_sessions_ended", page.user.login, f"{ended} log-ins ended")

    await page.store.write(_end)
    return Redirect("/desk/account?done=sessions", status_code=303)


async def _account_page(page: Page, status_code: int = 200, problem: str = "") -> Response[str]:
    done = page.request.query_params.get("done", "")

    def _load(session: Session) -> dict[str, Any]:
        return {
            "health": health(session, page.user),
            "sessions": own_sessions(session, page.user.id),
            "has_factor": has_second_factor(session, page.user.id),
            "codes_left": recovery_codes_left(session, page.user.id),
        }

    return page.html(
        "account.html",
        status_code,
        problem=problem,
        done=done if done in DONE and not problem else "",
        mine=hash_of(page.request.cookies.get(SESSION_COOKIE, "")),
        **await page.store.read(_load),
    )


HANDLERS = [show_account, change_password, end_others]
