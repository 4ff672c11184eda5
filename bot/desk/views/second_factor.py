"""Setting up the second factor: a QR code for the app, a first code as proof, recovery codes on paper."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts import second_factor as factor
from bot.accounts.login_sessions import end_sessions, session_of
from bot.accounts.logins import TooManyAttempts, WrongLogin, confirm_password
from bot.accounts.roles import home_of
from bot.accounts.web import SESSION_COOKIE, current_session, needs_second_factor, origin_of
from bot.desk.pages import Page
from bot.desk.qr import qr_svg

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
PATH = "/account/second-factor"


@get(PATH)
async def show_second_factor(page: NamedDependency[Page]) -> Response[str] | Redirect:
    """Show the code to photograph; who has a second factor already changes it from the account page."""
    if await page.store.read(lambda session: factor.has_second_factor(session, page.user.id)):
        return Redirect("/desk/account")
    return await _set_up_page(page)


@post(PATH, status_code=200)
async def confirm_second_factor(page: NamedDependency[Page], data: Form) -> Response[str]:
    """Take the app into use when its first code is right; other log-ins end."""
    key, token = page.runtime.settings.secret_key, page.request.cookies.get(SESSION_COOKIE, "")

    def _confirm(session: Session) -> list[str] | None:
        codes = factor.confirm_set_up(session, key, page.user, data.get("code", ""))
        mine = session_of(session, token)
        if codes is not None and mine is not None:
            mine[1].second_factor = True
            end_sessions(session, page.user.id, keep=token)
        return codes

    codes = await page.store.write(_confirm)
    if codes is None:
        return await _set_up_page(page, 422, page.t("factor.wrong"))
    return _codes_page(page, codes)


@post(f"{PATH}/replace", status_code=200)
async def replace_second_factor(page: NamedDependency[Page], data: Form) -> Response[str] | Redirect:
    """Show a new code to photograph, for a new phone; the old app works until the new one is proved."""
    if not await _is_confirmed(page, data):
        return Redirect("/desk/account?problem=password", status_code=303)
    return await _set_up_page(page)


@post(f"{PATH}/codes", status_code=200)
async def renew_codes(page: NamedDependency[Page], data: Form) -> Response[str] | Redirect:
    """Make new recovery codes; the old ones end."""
    if not await _is_confirmed(page, data):
        return Redirect("/desk/account?problem=password", status_code=303)
    if not await page.store.read(lambda session: factor.has_second_factor(session, page.user.id)):
        return Redirect(f"/desk{PATH}", status_code=303)
    codes = await page.store.write(lambda session: factor.new_recovery_codes(session, page.user))
    return _codes_page(page, codes)


async def _is_confirmed(page: Page, data: dict[str, str]) -> bool:
    try:
        await confirm_password(page.store, page.user, data.get("password", ""), origin_of(page.request))
    except (WrongLogin, TooManyAttempts):
        return False
    return True


async def _set_up_page(page: Page, status_code: int = 200, problem: str = "") -> Response[str]:
    settings = page.runtime.settings
    secret = await page.store.write(
        lambda session: factor.begin_set_up(session, settings.secret_key, page.user)
    )
    found = await current_session(page.request)
    uri = factor.provisioning_uri(secret, page.user.login)
    return page.html(
        "second_factor.html",
        status_code,
        qr=qr_svg(uri, page.t("factor.qr")),
        uri=uri,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        problem=problem,
        must=found is not None and needs_second_factor(settings, *found),
        home=home_of(page.user.role),
    )


def _codes_page(page: Page, codes: list[str]) -> Response[str]:
    return page.html("recovery_codes.html", codes=codes, home=home_of(page.user.role))


HANDLERS = [show_second_factor, confirm_second_factor, replace_second_factor, renew_codes]
