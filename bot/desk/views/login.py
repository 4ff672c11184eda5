"""Logging in and out."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response

from bot.accounts.logins import TooManyAttempts, WrongLogin, log_in, log_out
from bot.accounts.roles import home_of
from bot.accounts.web import (
    SESSION_COOKIE,
    VISITOR_COOKIE,
    check_csrf,
    csrf_token,
    current_user,
    no_session_cookie,
    session_cookie,
    visitor_cookie,
)
from bot.desk.labels import Labels
from bot.desk.pages import HTML, DeskRequest, Page, browser_language
from bot.desk.queries.handover import reason_to_stay
from bot.desk.templating import render

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


def login_page(
    request: Request[Any, Any, Any],
    *,
    status_code: int = 200,
    problem: str = "",
    login: str = "",
    goal: str = "",
) -> Response[str]:
    """Return the log-in form, bound to this browser by a cookie."""
    settings = request.app.state.runtime.settings
    labels = Labels(browser_language(request))
    visitor = request.cookies.get(VISITOR_COOKIE, "")
    cookies = []
    if not visitor:
        cookie = visitor_cookie(settings)
        visitor, cookies = str(cookie.value), [cookie]
    text = render(
        "login.html",
        t=labels,
        csrf=csrf_token(settings, visitor),
        problem=problem,
        login=login,
        goal=_inside(goal),
    )
    return Response(text, status_code=status_code, media_type=HTML, cookies=cookies)


@get("/login")
async def show_login(request: DeskRequest) -> Response[Any]:
    """Show the log-in form; who is logged in already goes on."""
    user = await current_user(request)
    if user is not None:
        return Redirect(home_of(user.role))
    return login_page(request, goal=request.query_params.get("next", ""))


@post("/login", status_code=200)
async def log_in_here(request: DeskRequest, data: Form) -> Response[Any]:
    """Check name and password, set the cookie, go on to the page wanted."""
    runtime = request.app.state.runtime
    await check_csrf(request, csrf_token(runtime.settings, request.cookies.get(VISITOR_COOKIE, "")))
    labels = Labels(browser_language(request))
    login, goal = data.get("login", ""), _inside(data.get("next", ""))
    try:
        made = await log_in(runtime.store, login, data.get("password", ""))
    except WrongLogin:
        problem = labels("login.wrong")
        return login_page(request, status_code=401, problem=problem, login=login, goal=goal)
    except TooManyAttempts as error:
        problem = labels("login.wait", seconds=error.wait_s)
        return login_page(request, status_code=429, problem=problem, login=login, goal=goal)
    home = home_of(made.user.role)
    answer = Redirect(goal if goal.startswith(home) else home, status_code=303)
    answer.cookies.append(session_cookie(runtime.settings, made.token))
    return answer


@post("/logout", status_code=200)
async def log_out_here(page: NamedDependency[Page]) -> Response[Any]:
    """End the session, unless people in danger would be left alone by it (CARE §4)."""
    stay = await page.store.read(lambda session: reason_to_stay(session, page.user))
    if stay is not None:
        key, codes = stay
        return page.html("error.html", 409, words=page.t(key, codes=", ".join(codes)))
    token = page.request.cookies.get(SESSION_COOKIE, "")
    await page.store.write(lambda session: log_out(session, token))
    answer = Redirect("/desk/login", status_code=303)
    answer.cookies.append(no_session_cookie(page.runtime.settings))
    return answer


def _inside(goal: str) -> str:
    """Return a path of ours to go on to; anything else leads to the start page."""
    is_ours = goal.startswith(("/desk", "/training")) and "\\" not in goal and ":" not in goal
    return goal if is_ours and not goal.startswith("/desk/log") else ""
