"""The page behind an invitation's link: name and password, then the second factor."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.invitations import accept, invitation_of
from bot.accounts.login_sessions import new_session
from bot.accounts.passwords import MIN_LENGTH, WeakPassword
from bot.accounts.service import AccountError
from bot.accounts.web import VISITOR_COOKIE, check_csrf, csrf_token, origin_of, session_cookie
from bot.desk.labels import LANGUAGES, Labels
from bot.desk.pages import DeskRequest, browser_language
from bot.desk.views.login import visitor_page

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/invitation/{token:str}")
async def show_invitation(request: DeskRequest, token: FromPath[str]) -> Response[str]:
    """Show the form. Looking at it uses nothing up: mail programs fetch links by themselves."""
    return await _form(request, token, {})


@post("/invitation/{token:str}", status_code=200)
async def take_invitation(request: DeskRequest, token: FromPath[str], data: Form) -> Response[Any]:
    """Make the account, log the person in, and go on to the second factor."""
    runtime = request.app.state.runtime
    await check_csrf(request, csrf_token(runtime.settings, request.cookies.get(VISITOR_COOKIE, "")))
    labels, chosen = Labels(browser_language(request)), data.get("language", "")
    if data.get("password", "") != data.get("again", ""):
        return await _form(request, token, data, labels("account.not_same"))

    def _accept(session: Session) -> str | None:
        user = accept(
            session,
            token,
            name=data.get("name", ""),
            password=data.get("password", ""),
            interface_language=chosen if chosen in LANGUAGES else labels.language,
        )
        if user is None:
            return None
        return new_session(session, user, origin_of(request), second_factor=False)[0]

    try:
        made = await runtime.store.write(_accept)
    except WeakPassword as error:
        return await _form(request, token, data, labels(f"account.weak.{error.key}", **error.values))
    except AccountError as error:
        problem = labels.find(f"accounts.problem.{error.key}", str(error), **error.values)
        return await _form(request, token, data, problem)
    if made is None:
        return await _form(request, token, data)
    answer = Redirect("/desk/account/second-factor", status_code=303)
    answer.cookies.append(session_cookie(runtime.settings, made))
    return answer


async def _form(request: DeskRequest, token: str, given: dict[str, str], problem: str = "") -> Response[str]:
    found = await request.app.state.runtime.store.read(lambda session: invitation_of(session, token))
    return visitor_page(
        request,
        "invitation.html",
        410 if found is None else 422 if problem else 200,
        invitation=found,
        token=token,
        given=given,
        problem=problem,
        least=MIN_LENGTH,
    )


PUBLIC = [show_invitation, take_invitation]
