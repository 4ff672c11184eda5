"""Where people of the desks are reached away from their screens."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.notify.notifier import KINDS
from bot.store.tables import PushTarget, User

MAX_ADDRESS = 500
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\]+")
_CHAT = re.compile(r"[1-9][0-9]{0,18}")
_APPRISE = re.compile(r"[a-z][a-z0-9]*://\S+")
_SHAPES = {
    "email": (_EMAIL, "an email address, such as siti@example.org"),
    "telegram": (_CHAT, "the number of the private chat with the bot, digits only"),
    "apprise": (_APPRISE, "an Apprise address, such as ntfys://topic"),
}


class TargetRefused(ValueError):
    """The address cannot be used; the text says what to write, ``code`` is for labels."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def add_target(session: Session, user: User, kind: str, address: str) -> PushTarget:
    """Register where a person is called; one that was switched off works again.

    Raises:
        TargetRefused: unknown kind, or no address of this kind.
    """
    address = address.strip()
    if kind not in KINDS:
        raise TargetRefused("kind", f"'{kind}' is no way of calling people. Use one of: {', '.join(KINDS)}.")
    shape, example = _SHAPES[kind]
    if len(address) > MAX_ADDRESS or not address.isprintable() or not shape.fullmatch(address):
        raise TargetRefused(kind, f"This is no address for {kind}. Write {example}.")
    found = session.scalars(
        select(PushTarget).where(
            PushTarget.user_id == user.id, PushTarget.kind == kind, PushTarget.address == address
        )
    ).one_or_none()
    if found is None:
        found = PushTarget(user_id=user.id, kind=kind, address=address)
        session.add(found)
    found.active = True
    session.flush()  # The caller may need the id.
    return found


def switch_off(session: Session, user: User, target_id: int) -> PushTarget:
    """Call a person there no more; what was sent stays on record.

    Raises:
        TargetRefused: the person has no such address.
    """
    found = session.get(PushTarget, target_id)
    if found is None or found.user_id != user.id:
        raise TargetRefused("gone", f"{user.login} has no address number {target_id}. List them first.")
    found.active = False
    return found


def targets_of(session: Session, user: User) -> list[PushTarget]:
    """Return all addresses of a person, those in use first."""
    mine = select(PushTarget).where(PushTarget.user_id == user.id)
    return list(session.scalars(mine.order_by(PushTarget.active.desc(), PushTarget.id)))
