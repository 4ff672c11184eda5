"""The page of figures for supervisors, and its tables as CSV. Works without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.accounts.web import require
from bot.cases.statistics import wording
from bot.cases.statistics.csv_file import csv_of
from bot.cases.statistics.drawing import Drawer
from bot.cases.statistics.facts import one_picture
from bot.cases.statistics.gallery import page_pictures
from bot.cases.statistics.measures import GOALS
from bot.cases.statistics.overview import Overview, overview
from bot.cases.statistics.tables import Column
from bot.desk.labels import Labels
from bot.desk.pages import Page
from bot.desk.queries.problems import Health, health
from bot.desk.queries.statistics import PRESETS, Asked, asked_for
from bot.store.base import utcnow

SECTIONS = {
    "answer_section": ("answers", "answers_urgency", "answers_desk"),
    "case_section": ("urgency", "topic", "country", "language", "channel", "desk", "outcome"),
    "other_section": ("age", "transfers", "drills"),
}
_ONLY_WITH_SEVERAL = ("desk", "answers_desk")
"""Tables that say nothing about one desk."""


@get("/statistics", guards=[require("statistics.read")])
async def show_statistics(page: NamedDependency[Page]) -> Response[str]:
    """Show the figures of a period. ``from``, ``to``: days; ``desk``: a code."""
    asked, found, state = await _load(page)
    pictures = page_pictures(page.t, found)
    plots = await _drawer(page).draw(pictures)
    return page.html(
        "statistics.html",
        health=state,
        asked=asked,
        found=found,
        headline=_headline(page.t, found),
        sections=_sections(asked),
        presets=[(days, _link(asked, days)) for days in PRESETS],
        csv_link=lambda key: f"/desk/statistics/csv?{urlencode({**asked.query, 'table': key})}",
        pictures={picture.name.removeprefix("plot-"): picture for picture in pictures},
        plots={name.removeprefix("plot-"): Markup(svg) for name, svg in plots.items()},
        wording=wording,
    )


@get("/statistics/csv", guards=[require("statistics.read")])
async def download_table(page: NamedDependency[Page]) -> Response[bytes]:
    """Return one table of the same page as a file."""
    key = page.request.query_params.get("table", "")
    asked, found, _state = await _load(page)
    if key not in found.tables:
        raise NotFoundException("No such table.")
    name = f"lindung-{key}-{asked.scope.first}-{asked.scope.last}.csv"
    text = csv_of(page.t, found.tables[key], found.desk_names)
    return Response(
        text.encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _load(page: Page) -> tuple[Asked, Overview, Health]:
    now, given = utcnow(), page.request.query_params

    def _read(session: Session) -> tuple[Asked, Overview, Health]:
        one_picture(session)
        asked = asked_for(session, page.user, given, now)
        return asked, overview(session, asked.scope, now), health(session, page.user)

    return await page.store.read(_read)


def _drawer(page: Page) -> Drawer:
    """Return the drawer of this application."""
    state = page.request.app.state
    if "statistics_drawer" not in state:
        state["statistics_drawer"] = Drawer()
    drawer: Drawer = state["statistics_drawer"]
    return drawer


def _headline(t: Labels, found: Overview) -> list[dict[str, Any]]:
    """Return the figures at the top: key, value, and whether a goal is reached where there is one."""
    total, answers = found.total, found.answers
    share = total.ended / total.total if total.total else None
    counts = (
        ("cases", total.total, "count"), ("critical", total.critical, "count"), ("ended", share, "share"),
        ("open_now", found.open_now, "count"),
    )  # fmt: skip
    figures: list[dict[str, Any]] = [
        {"key": key, "value": wording.shown(t, Column(key, kind), value), "goal": None}
        for key, value, kind in counts
    ]
    for number, key in enumerate(("within_15", "within_20")):
        value, goal = answers.share(number), GOALS[number]
        reached = None if value is None else value >= goal
        words = "" if reached is None else t(f"statistics.{'reached' if reached else 'missed'}",
                                             share=wording.whole_percent(t, goal))  # fmt: skip
        shown = wording.shown(t, Column(key, "share"), value)
        figures.append({"key": key, "value": shown, "goal": reached, "words": words})
    for key, seconds in (("median", answers.median), ("p95", answers.p95)):
        figures.append({"key": key, "value": wording.shown(t, Column(key, "seconds"), seconds), "goal": None})
    return figures


def _sections(asked: Asked) -> dict[str, list[str]]:
    one_desk = asked.desk is not None
    return {
        section: [key for key in keys if not (one_desk and key in _ONLY_WITH_SEVERAL)]
        for section, keys in SECTIONS.items()
    }


def _link(asked: Asked, days: int) -> str:
    today = utcnow().astimezone(asked.scope.zone).date()
    values = {**asked.query, "from": str(today - timedelta(days=days - 1)), "to": str(today)}
    return f"/desk/statistics?{urlencode(values)}"


HANDLERS = [show_statistics, download_table]
