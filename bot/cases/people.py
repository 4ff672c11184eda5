"""The people of a case: who reports, whom it is about, and whose telephone it is.

They are three persons even where one is all three: "is she with you?" is neither confirmed nor denied to
any of them, and what one agrees to binds no other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.store.tables import Case, CasePerson

REPORTER, CONCERNED, OWNER = "reporter", "concerned", "owner"
ROLES = (REPORTER, CONCERNED, OWNER)
SELF, GROUP = "self", "group"
ADULT = 18
_LENGTHS = {"name": 200, "relation": 40, "phone": 32}
_COLUMNS = frozenset({"name", "relation", "nationality", "is_minor", "phone"})


def people_of(session: Session, case: Case) -> list[CasePerson]:
    """Return the people of a case: reporter, person concerned, owner of the phone."""
    mine = select(CasePerson).where(CasePerson.case_id == case.id).order_by(CasePerson.id)
    found = session.scalars(mine).all()
    return sorted(found, key=lambda person: ROLES.index(person.role))


def person(session: Session, case: Case, role: str) -> CasePerson | None:
    """Return the person who has a role in a case, if one is known."""
    return next((one for one in people_of(session, case) if one.role == role), None)


def set_person(session: Session, case: Case, role: str, actor: str = "bot", **values: Any) -> CasePerson:
    """Note what is known of a person; what is not given stays. The history keeps what was changed.

    Args:
        role: reporter, concerned or owner.
        values: name, relation (of this person to the person concerned; ``self``), nationality (ISO code),
            is_minor, phone, and ``consent`` (given, refused or withdrawn) and other facts.

    Raises:
        ValueError: there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"{role!r} is no role in a case. Use one of: {', '.join(ROLES)}.")
    # The first note of a person makes the row: two at once must not make two.
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    found = person(session, case, role)
    if found is None:
        found = CasePerson(case_id=case.id, role=role, name="", relation="", is_minor=False, facts={})
        session.add(found)
    changed = {name: value for name, value in _cut(values).items() if _value(found, name) != value}
    for name, value in changed.items():
        if name in _COLUMNS:
            setattr(found, name, value)
        else:
            found.facts = {**found.facts, name: value}
    if found.is_minor and role == CONCERNED and "child" not in case.vulnerable:
        case.vulnerable = [*case.vulnerable, "child"]
    if changed:
        record(session, case, "person_noted", actor, role=role, changed=sorted(changed))
    session.flush()  # The next look-up in this transaction must find the row.
    return found


def follow(session: Session, case: Case, field: str, code: str, text: str, actor: str = "bot") -> None:
    """Keep the people of a case in step with an answer of the intake."""
    if field == "about":
        set_person(session, case, REPORTER, actor, relation="" if code == "other" else SELF)
        set_person(session, case, CONCERNED, actor, relation=GROUP if code == "group" else "")
    elif field == "relation":
        set_person(session, case, REPORTER, actor, relation=code)
    elif field == "person_name" and text:
        set_person(session, case, CONCERNED, actor, name=text)
        if _is_self(session, case):
            set_person(session, case, REPORTER, actor, name=text)
    elif field == "minor" and code in ("yes", "no"):
        set_person(session, case, CONCERNED, actor, is_minor=code == "yes")
    elif field == "child_age" and code.isdigit():
        set_person(session, case, CONCERNED, actor, is_minor=int(code) < ADULT, age=int(code))
    elif field == "missing_phone" and (code or text):
        set_person(session, case, CONCERNED, actor, phone=code or text)
    elif field == "phone_owner":
        _set_owner(session, case, code, actor)


def _set_owner(session: Session, case: Case, code: str, actor: str) -> None:
    """The telephone is the reporter's until somebody else is noted; then the owner is a person alone."""
    set_person(session, case, REPORTER, actor, owns_phone=code == "mine")
    same = {"mine": REPORTER, "person": CONCERNED}.get(code, "")
    if code != "mine" or person(session, case, OWNER) is not None:
        set_person(session, case, OWNER, actor, same_as=same)


def _is_self(session: Session, case: Case) -> bool:
    reporter = person(session, case, REPORTER)
    return reporter is not None and reporter.relation == SELF


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value[: _LENGTHS[name]] if name in _LENGTHS and isinstance(value, str) else value
        for name, value in values.items()
    }


def _value(found: CasePerson, name: str) -> Any:
    return getattr(found, name) if name in _COLUMNS else found.facts.get(name)
