"""The templates, and the few functions they call."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from bot.accounts.permissions import allows
from bot.cases.outcomes import CHOICES
from bot.cases.states import needs_care
from bot.desk import card_words, delivery_words, inset, local_time, near, words
from bot.desk.labels import LANGUAGE_NAMES, LANGUAGES, Labels, words_of
from bot.desk.route_words import route_words
from bot.engine.emergency import where_of
from bot.messages.attachments import INLINE
from bot.reference.countries import country_name
from bot.reference.number_types import NumberLine
from bot.reference.numbers import first_answer_numbers
from bot.settings import ROOT
from bot.store.tables import Case

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
VENDOR = ROOT / ".assets" / "vendor"
LANGUAGE_BADGES = {"id": "ID", "en": "EN", "zh": "中文", "fr": "FR"}


@cache
def environment() -> Environment:
    """Return the Jinja environment; every value is escaped."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        asset=asset,
        clock=local_time.clock,
        full_time=local_time.full,
        day_of=local_time.day,
        local_moment=local_time.moment,
        zone_name=local_time.zone_name,
        country_name=country_name,
        country_inset=inset.country_inset,
        nearest_city=near.nearest_city,
        local_numbers=local_numbers,
        words=words,
        card_words=card_words,
        delivery=delivery_words.delivery,
        channel_name=delivery_words.channel_name,
        inline_types=INLINE,
        needs_care=needs_care,
        route_words=route_words,
        outcome_codes=CHOICES,
        js_words=js_words,
        languages=LANGUAGES,
        may=allows,
        language_names=LANGUAGE_NAMES,
        language_badges=LANGUAGE_BADGES,
    )
    return env


def render(template: str, **values: Any) -> str:
    """Fill in a template."""
    return environment().get_template(template).render(**values)


def local_numbers(case: Case) -> list[NumberLine]:
    """Return the emergency numbers of the place a case is in, as its first answer gave them."""
    where = where_of(case.conversation)
    country = case.country or where.country
    return first_answer_numbers(country, case.topic, where.in_jakarta) if country else []


def js_words(labels: Labels) -> Markup:
    """Return the words that the scripts need, as JSON that cannot end its element."""
    found = {
        key.removeprefix("js."): text
        for key, text in words_of(labels.language).items()
        if key.startswith("js.")
    }
    return htmlsafe_json_dumps(found)


def asset(path: str) -> str:
    """Return the address of a static file, with a mark of its content: browsers may keep it for ever."""
    return f"/static/{path}?v={_mark(path)}"


@cache
def _mark(path: str) -> str:
    folder, _, rest = path.partition("/")
    file = (STATIC if folder == "desk" else VENDOR) / rest
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
