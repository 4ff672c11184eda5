"""``lindung preview``: exactly what a traveller would read about a topic, for a language, a place and a passport."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.dialogue.advice import Advice, advice, contact_card
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.topics import topics
from bot.engine.texts import in_script
from bot.reference.countries import country_name, is_country
from bot.reference.guidance import CONTACT, Guide, Situation, guide_for, guides
from bot.reference.guidance_contacts import Contact, contacts
from bot.settings import load_settings

LANGUAGES = ("id", "en", "zh", "zh-Hant", "fr")
PLACES = (("ID", "JK"), ("CN", ""), ("SA", ""))
"""Where the table of all cases is made for: Jakarta, China, Saudi Arabia."""
JAKARTA = "ID-JK"


def preview(
    topic: Annotated[str, typer.Argument(help="A topic of the taxonomy, or a case such as lost_passport_abroad.")],
    language: Annotated[str, typer.Option(help="id, en, zh, zh-Hant or fr.")] = "en",
    place: Annotated[str, typer.Option(help="Country code; ID-JK is Jakarta.")] = "ID-JK",
    nationality: Annotated[str, typer.Option(help="Country code of the passport; empty: not said.")] = "",
    part: Annotated[str, typer.Option(help="now, papers, cost, service, contact, or a question.")] = "now",
    everything: Annotated[bool, typer.Option("--all", help="Every part and question, with the sources.")] = False,
) -> None:
    """Print what a traveller would get, with the buttons below it."""
    country, jakarta = _place(place)
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language} is none of {', '.join(LANGUAGES)}.")
    passport = nationality.upper()
    if passport and not is_country(passport):
        raise typer.BadParameter(f"{nationality} is no country code. Write two letters, such as ID or CN.")
    situation = Situation(country, passport or None)
    guide = guides().get(topic) or guide_for(topic, situation)
    if guide is None:
        raise typer.BadParameter(_no_guide(topic))
    texts = GuidanceTexts.load(load_settings().nlu_data_dir)
    names = [part] if not everything else [*guide.parts, *guide.questions, CONTACT]
    for name in names:
        shown = compose(texts, guide, name, situation, language, jakarta)
        if shown is None:
            if not everything:
                known = ", ".join((*guide.parts, *guide.questions, CONTACT))
                raise typer.BadParameter(f"{guide.key} has no {name} here. It has: {known}.")
            continue
        _print(guide, name, situation, shown, with_sources=everything)


def compose(
    texts: GuidanceTexts, guide: Guide, name: str, situation: Situation, language: str, jakarta: bool = False
) -> Advice | None:
    """Return one message as it is sent; ``language``: zh-Hant is Traditional script."""
    spoken, _, script = language.partition("-")
    if name == CONTACT:
        found = contacts_of(guide, situation, jakarta)
        card: Advice | None = contact_card(texts, guide, found, situation, spoken, datetime.now(UTC).date())
    else:
        card = advice(texts, guide, name, situation, spoken, country_name(situation.country, spoken, script))
    if card is None or not script:
        return card
    titles = tuple((in_script(title, spoken, script), payload) for title, payload in card.buttons)
    return Advice(in_script(card.text, spoken, script), titles)


def contacts_of(guide: Guide, situation: Situation, jakarta: bool) -> list[Contact]:
    """Return the contacts of a case, in Jakarta with its own numbers."""
    return contacts(guide, situation, JAKARTA if jakarta else None)


def table() -> None:
    """Write the table of every case, language and place (Jakarta, China, Saudi Arabia) as CSV.

    Each row has the first lines of the reply, the numbers of its contact card, and where each number comes from.
    """
    texts = GuidanceTexts.load(load_settings().nlu_data_dir)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("case", "facts", "place", "passport", "language", "first lines", "number", "source", "stated"))
    for row in table_rows(texts):
        writer.writerow(row)


def table_rows(texts: GuidanceTexts) -> list[tuple[str, ...]]:
    """Return the rows of the table: one for each number of each case, place and language."""
    rows: list[tuple[str, ...]] = []
    for guide in guides().values():
        for country, area in PLACES:
            if (guide.audience == "abroad") == (country == "ID") and guide.audience != "everywhere":
                continue
            situation = Situation(country, "CN" if country == "ID" else "ID")
            found = contacts_of(guide, situation, bool(area))
            for language in ("id", "en", "zh", "fr"):
                shown = compose(texts, guide, "now", situation, language, bool(area))
                first = " / ".join(shown.text.splitlines()[:3]) if shown else ""
                head = (guide.key, guide.facts, "-".join(filter(None, (country, area))), situation.nationality or "")
                reached: list[Contact | None] = [*found] or [None]
                for contact in reached:
                    number = contact.number if contact else None
                    traced = (number.number, number.source, number.stated) if number else ("", "", "")
                    rows.append((*head, language, first, *traced))
    return rows


def _place(place: str) -> tuple[str, bool]:
    country, _, area = place.upper().partition("-")
    if not is_country(country):
        raise typer.BadParameter(f"{place} is no country code. Write two letters, such as JP, or ID-JK for Jakarta.")
    return country, area == "JK"


def _no_guide(topic: str) -> str:
    if topic in topics():
        return f"{topic} has no guide there: the first answer, or rows of numbers and missions, serve it."
    return f"{topic} is no topic and no case. Topics are in nlu_data/taxonomy.yml, cases: {', '.join(guides())}."


def _print(guide: Guide, name: str, situation: Situation, shown: Advice, *, with_sources: bool) -> None:
    typer.echo(typer.style(f"── {guide.key} · {name}", dim=True))
    typer.echo(shown.text)
    if shown.buttons:
        typer.echo("  ".join(f"[{title}]" for title, _ in shown.buttons))
    if with_sources:
        for step in guide.steps(name, situation):
            source = " · ".join(filter(None, (step.source, step.stated)))
            typer.echo(typer.style(f"   {step.key} ({step.mark}) {source}", dim=True))
    typer.echo("")


def register(app: typer.Typer) -> None:
    """Add ``preview`` and ``preview-table`` to the command line."""
    app.command("preview")(preview)
    app.command("preview-table")(table)
