"""The page of the reference data: everyone reads it, administrators correct it. Works without scripts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response

from bot.accounts.permissions import allows
from bot.accounts.web import require
from bot.desk.corrections import LONGEST, NoSuchField, Refused, Request, correct, history, withdraw
from bot.desk.local_time import zone_of
from bot.desk.pages import Page
from bot.desk.queries.problems import health
from bot.desk.queries.reference import MARKS, PAGE_SIZE, TABLES, RowView, all_rows, find_row, matching
from bot.engine.reference_corrections import load
from bot.reference.checks import Finding, to_confirm
from bot.store.base import utcnow

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
CONFIRM = "confirm"
"""The list of points to confirm, in place of a table."""


@get("/reference")
async def show_reference(page: NamedDependency[Page]) -> Response[str]:
    """Show one table, or the points to confirm. ``q`` searches, ``mark`` narrows down, pages count from 1."""
    await load(page.store)
    asked = page.request.query_params
    table = asked.get("table", "") if asked.get("table") in (*TABLES, CONFIRM) else TABLES[0]
    words = asked.get("q", "")[:100].strip()
    mark = asked.get("mark", "") if asked.get("mark") in MARKS else ""
    today = _today(page)
    rows: list[RowView] | list[Finding]
    if table == CONFIRM:
        rows = _points(to_confirm(today), words, mark)
    else:
        rows = matching(all_rows(table, page.t.language, today), words, mark)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(pages, max(1, _whole(asked.get("page", ""))))
    return page.html(
        "reference.html",
        health=await _health(page),
        table=table,
        tables=TABLES,
        marks=MARKS,
        mark=mark,
        words_asked=words,
        count=len(rows),
        rows=rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        number=number,
        pages=pages,
        link=_link,
    )


@get("/reference/row")
async def show_row(page: NamedDependency[Page]) -> Response[str]:
    """Show one row with its history; ``field`` opens the form for one of its fields."""
    await load(page.store)
    asked = page.request.query_params
    field = asked.get("field", "") if allows(page.user.role, "reference.correct") else ""
    return await _row_page(page, asked.get("table", ""), asked.get("key", ""), field)


@post("/reference/row", status_code=200, guards=[require("reference.correct")])
async def correct_row(page: NamedDependency[Page], data: Form) -> Response[str] | Redirect:
    """Correct or confirm one field; what cannot be used is said beside it, and nothing is changed."""
    request = Request.of(data)
    today = _today(page)
    try:
        await page.store.write(lambda session: correct(session, page.user, request, today))
    except NoSuchField as error:
        raise NotFoundException("No such row.") from error
    except Refused as refused:
        return await _row_page(page, request.table, request.key, request.field, request, refused.problems)
    await load(page.store)
    return Redirect(_link(table=request.table, key=request.key, done="corrected"), status_code=303)


@post(
    "/reference/corrections/{correction_id:int}/withdraw", status_code=200, guards=[require("reference.correct")]
)
async def withdraw_correction(page: NamedDependency[Page], correction_id: FromPath[int]) -> Redirect:
    """Take a correction back."""
    try:
        made = await page.store.write(lambda session: withdraw(session, page.user, correction_id))
    except NoSuchField as error:
        raise NotFoundException("No such correction.") from error
    await load(page.store)
    return Redirect(_link(table=made.table_name, key=made.row_key, done="withdrawn"), status_code=303)


async def _row_page(
    page: Page,
    table: str,
    key: str,
    field: str,
    request: Request | None = None,
    problems: dict[str, str] | None = None,
) -> Response[str]:
    row = find_row(table, key, page.t.language, _today(page))
    if row is None:
        raise NotFoundException("No such row.")
    chosen = next((view for view in row.fields if view.name == field), None)
    done = page.request.query_params.get("done", "")
    return page.html(
        "reference_row.html",
        422 if problems else 200,
        health=await _health(page),
        row=row,
        may_correct=allows(page.user.role, "reference.correct"),
        chosen=chosen,
        given=request,
        problems=problems or {},
        longest=LONGEST,
        today=_today(page).isoformat(),
        history=await page.store.read(lambda session: history(session, table, key)),
        done=done if done in ("corrected", "withdrawn") else "",
        link=_link,
    )


async def _health(page: Page) -> Any:
    return await page.store.read(lambda session: health(session, page.user))


def _points(found: list[Finding], words: str, mark: str) -> list[Finding]:
    wanted = words.casefold().split()
    return [
        point
        for point in found
        if (not mark or point.code == mark)
        and all(word in f"{point.table} {point.row}".casefold() for word in wanted)
    ]


def _link(**values: str | int) -> str:
    """Return the address of a row (with ``key``) or of a list; empty values are left out."""
    path = "/desk/reference/row" if "key" in values else "/desk/reference"
    return f"{path}?{urlencode({name: value for name, value in values.items() if value})}"


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _today(page: Page) -> date:
    return utcnow().astimezone(zone_of(page.user.desk)).date()


HANDLERS = [show_reference, show_row, correct_row, withdraw_correction]
