"""Finds a case by the code somebody wrote or read out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.codes import find_code, find_old_code, near_codes
from bot.store.tables import Case


def case_of_code(session: Session, text: str) -> Case | None:
    """Return the case of the code in a text, of the present form or of the one before."""
    codes = [code for code in (find_code(text), find_old_code(text)) if code is not None]
    found = {case.code: case for case in session.scalars(select(Case).where(Case.code.in_(codes)))}
    return next((found[code] for code in codes if code in found), None)


def meant_codes(session: Session, text: str) -> list[str]:
    """Return the codes of existing cases that are one error away from the text: "did you mean".

    Only for people who may see these cases; a traveller is never told.
    """
    return list(session.scalars(select(Case.code).where(Case.code.in_(near_codes(text))).order_by(Case.code)))
