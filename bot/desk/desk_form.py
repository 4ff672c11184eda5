"""The form of a desk: which fields it has, what it shows, what a sent form changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.accounts.desk_checks import CONTACT_FIELDS, LADDER_STEPS
from bot.accounts.hours import parse_hours
from bot.accounts.problems import DeskProblem
from bot.desk.queries.desks import DeskFile

LANGUAGES = ("id", "en", "zh", "fr")
FIELDS: dict[str, tuple[str, ...]] = {
    "duty": ("name", "hours"),
    "cover": ("countries", "subdivisions", "cities", "nationality", "timezone"),
    "contact": CONTACT_FIELDS,
}
"""Groups of text fields, by the key of their heading."""
_LISTS = ("countries", "subdivisions", "cities")


def shown_values(file: DeskFile) -> dict[str, str]:
    """Return what the form of a desk shows, as text by the name of the field."""
    desk = file.desk
    values = {
        "name": desk.name,
        "hours": file.hours,
        "parent": file.parent.code if file.parent else "",
        "staffed": "yes" if desk.staffed else "",
        "is_duty": "yes" if desk.is_duty else "",
        "nationality": str(desk.coverage.get("nationality", "")),
        "timezone": str(desk.coverage.get("timezone", "")),
    }
    values |= {name: ", ".join(desk.coverage.get(name, [])) for name in _LISTS}
    values |= {f"language_{code}": "yes" if code in desk.languages else "" for code in LANGUAGES}
    values |= {f"ladder_{step}": str(desk.ladder.get(step, "")) for step in LADDER_STEPS}
    values |= {name: str(getattr(file.contact, name)) for name in CONTACT_FIELDS}
    return values | {"login": "", "role": "", "starts_at": "", "ends_at": ""}


def typed_values(form: Mapping[str, str]) -> dict[str, str]:
    """Return what a refused form is to show again: an empty box sends nothing, yet it was emptied."""
    boxes = dict.fromkeys((*(f"language_{code}" for code in LANGUAGES), "staffed", "is_duty"), "")
    return {**(boxes if "boxes" in form else {}), **form}


def changes_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a sent form changes, as the arguments of ``edit_desk``; fields not sent stay.

    A form names its boxes in ``boxes``: an empty box sends nothing.

    Raises:
        DeskProblem: the name is empty, or the hours cannot be read.
    """
    changes: dict[str, Any] = {}
    if "name" in form:
        name = form["name"].strip()[:120]
        if not name:
            raise DeskProblem("no_name", "A desk needs a name.")
        changes["name"] = name
    if "hours" in form:
        changes["hours"] = parse_hours(form["hours"])
    if "parent" in form:
        changes["parent"] = form["parent"]
    steps = {step: form.get(f"ladder_{step}", "").strip() for step in LADDER_STEPS}
    if any(f"ladder_{step}" in form for step in LADDER_STEPS):
        changes["ladder"] = {step: seconds for step, seconds in steps.items() if seconds}
    if "boxes" in form:
        changes["languages"] = [code for code in LANGUAGES if form.get(f"language_{code}")]
        changes["staffed"] = bool(form.get("staffed"))
        if form.get("is_duty"):
            changes["is_duty"] = True
    changes["covers"] = _covers(form)
    changes["contact"] = {name: form[name].strip() for name in CONTACT_FIELDS if name in form}
    return changes


def _covers(form: Mapping[str, str]) -> dict[str, Any]:
    covers: dict[str, Any] = {}
    for name in _LISTS:
        if name in form:
            parts = [part.strip() for part in form[name].replace(";", ",").replace("，", ",").split(",")]
            covers[name] = [part if name == "cities" else part.upper() for part in parts if part]
    if "nationality" in form:
        covers["nationality"] = form["nationality"].strip().upper()
    if "timezone" in form:
        covers["timezone"] = form["timezone"].strip()
    return covers
