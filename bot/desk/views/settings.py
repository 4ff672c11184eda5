"""What a person sets for himself: a break, the language of the console."""

from __future__ import annotations

from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.labels import LANGUAGES
from bot.desk.pages import Page, is_fragment
from bot.desk.queries.handover import reason_to_stay
from bot.store.database import wake
from bot.store.tables import User

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/break", status_code=200)
async def toggle_break(page: NamedDependency[Page]) -> Response[str] | Redirect:
    """Begin or end a break; nobody begins one while a person in danger needs him."""

    def _toggle(session: Session) -> tuple[str, list[str]] | None:
        user = session.get_one(User, page.user.id)
        stay = None if user.on_break else reason_to_stay(session, user)
        if stay is None:
            user.on_break = not user.on_break
            note(session, user.login, "break_began" if user.on_break else "break_ended")
            wake(session, "desk")
        return stay

    stay = await page.store.write(_toggle)
    if stay is not None:
        key, codes = stay
        return page.notice(key, "bad", 409, codes=", ".join(codes))
    return _again(page)


@post("/language", status_code=200)
async def choose_language(page: NamedDependency[Page], data: Form) -> Response[str] | Redirect:
    """Show the console in another language from now on."""
    language = data.get("language", "")
    if language not in LANGUAGES:
        return page.notice("error.bad_request", "bad", 422)

    def _choose(session: Session) -> None:
        session.get_one(User, page.user.id).interface_language = language

    await page.store.write(_choose)
    return _again(page)


def _again(page: Page) -> Response[str] | Redirect:
    """Load the page anew: every word of it changes."""
    if is_fragment(page.request):
        return Response("", status_code=204, headers={"HX-Refresh": "true"})
    return Redirect("/desk", status_code=303)


HANDLERS = [toggle_break, choose_language]
