"""Logging in, in one step or two, and out. On an open page that was logged out: in place, over the page."""

from __future__ import annotations

import json
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response

from bot.accounts.login_ticket import holder_of, ticket_for
from bot.accounts.logins import (
    CodeNeeded,
    LoggedIn,
    TooManyAttempts,
    WrongCode,
    WrongLogin,
    log_in,
    log_in_with_code,
    log_out,
)
from bot.accounts.roles import home_of
from bot.accounts.sealing import Unsealable
from bot.accounts.web import (
    SESSION_COOKIE,
    VISITOR_COOKIE,
    check_csrf,
    csrf_token,
    current_user,
    no_session_cookie,
    origin_of,
    session_cookie,
    visitor_cookie,
)
from bot.desk.labels import Labels
from bot.desk.pages import HTML, DeskRequest, Page, browser_language, is_fragment
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
    ticket: str = "",
) -> Response[str]:
    """Return the log-in form, bound to this browser by a cookie. With a ticket it asks for the code."""
    values = {"problem": problem, "login": login, "goal": _inside(goal), "ticket": ticket}
    template = "_login_again.html" if is_fragment(request) else "login.html"
    return visitor_page(request, template, status_code, **values)


def visitor_page(
    request: Request[Any, Any, Any], template: str, status_code: int = 200, **values: Any
) -> Response[str]:
    """Return a page for somebody who is not logged in; its form is bound to this browser by a cookie."""
    settings = request.app.state.runtime.settings
    visitor = request.cookies.get(VISITOR_COOKIE, "")
    cookies = []
    if not visitor:
        cookie = visitor_cookie(settings)
        visitor, cookies = str(cookie.value), [cookie]
    labels = Labels(browser_language(request))
    text = render(template, t=labels, csrf=csrf_token(settings, visitor), **values)
    return Response(text, status_code=status_code, media_type=HTML, cookies=cookies)


@get("/login")
async def show_login(request: DeskRequest) -> Response[Any]:
    """Show the log-in form; who is logged in already goes on."""
    user = await current_user(request)
    if user is None:
        return login_page(request, goal=request.query_params.get("next", ""))
    if is_fragment(request):
        return _again_inside(request, user.id, request.cookies.get(SESSION_COOKIE, ""))
    return Redirect(home_of(user.role))


@post("/login", status_code=200)
async def log_in_here(request: DeskRequest, data: Form) -> Response[Any]:
    """Check name and password; set the cookie and go on to the page wanted, or ask for the code."""
    runtime = request.app.state.runtime
    visitor = request.cookies.get(VISITOR_COOKIE, "")
    await check_csrf(request, csrf_token(runtime.settings, visitor))
    labels = Labels(browser_language(request))
    login, goal = data.get("login", ""), _inside(data.get("next", ""))
    try:
        made = await log_in(runtime.store, login, data.get("password", ""), origin_of(request))
    except WrongLogin:
        return login_page(request, status_code=401, problem=labels("login.wrong"), login=login, goal=goal)
    except TooManyAttempts as error:
        problem = labels("login.wait", seconds=error.wait_s)
        return login_page(request, status_code=429, problem=problem, login=login, goal=goal)
    except CodeNeeded as needed:
        ticket = ticket_for(runtime.settings.secret_key, needed.user, visitor)
        return login_page(request, login=login, goal=goal, ticket=ticket)
    return _inside_now(request, made, goal)


@post("/login/code", status_code=200)
async def enter_code(request: DeskRequest, data: Form) -> Response[Any]:
    """Check the code of the app, or a recovery code, after the password was right."""
    runtime = request.app.state.runtime
    visitor, key = request.cookies.get(VISITOR_COOKIE, ""), runtime.settings.secret_key
    await check_csrf(request, csrf_token(runtime.settings, visitor))
    labels = Labels(browser_language(request))
    ticket, goal = data.get("ticket", ""), _inside(data.get("next", ""))
    user = await runtime.store.read(lambda session: holder_of(session, key, ticket, visitor))
    if user is None:
        return login_page(request, status_code=401, problem=labels("login.too_slow"), goal=goal)
    try:
        made = await log_in_with_code(runtime.store, key, user, data.get("code", "")[:40], origin_of(request))
    except WrongCode:
        return login_page(
            request, status_code=401, problem=labels("login.wrong_code"), goal=goal, ticket=ticket
        )
    except TooManyAttempts as error:
        problem = labels("login.wait", seconds=error.wait_s)
        return login_page(request, status_code=429, problem=problem, goal=goal, ticket=ticket)
    except Unsealable:
        return login_page(request, status_code=503, problem=labels("login.factor_broken"), goal=goal)
    return _inside_now(request, made, goal)


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


def _inside_now(request: DeskRequest, made: LoggedIn, goal: str) -> Response[Any]:
    home = home_of(made.user.role)
    answer: Response[Any]
    if is_fragment(request):
        answer = _again_inside(request, made.user.id, made.token)
    else:
        answer = Redirect(goal if goal.startswith(home) else home, status_code=303)
    answer.cookies.append(session_cookie(request.app.state.runtime.settings, made.token))
    return answer


def _again_inside(request: DeskRequest, user_id: int, token: str) -> Response[Any]:
    """Tell the open page that it is logged in again, and by whom; it goes on where it was."""
    told = {"user": str(user_id), "csrf": csrf_token(request.app.state.runtime.settings, token)}
    return Response("", status_code=204, headers={"HX-Trigger": json.dumps({"logged-in": told})})


def _inside(goal: str) -> str:
    """Return a path of ours to go on to; anything else leads to the start page."""
    is_ours = goal.startswith(("/desk", "/training")) and "\\" not in goal and ":" not in goal
    return goal if is_ours and not goal.startswith("/desk/log") else ""


PUBLIC = [show_login, log_in_here, enter_code]
