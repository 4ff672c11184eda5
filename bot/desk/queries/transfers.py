"""Transfers as the console shows them: to this desk, from it, and the form for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.accounts.contacts import contact_of
from bot.accounts.hours import is_open
from bot.cases.formats.case_data import read_case
from bot.cases.formats.case_types import CaseData
from bot.cases.formats.grants import DEFAULT_FIELDS, FIELDS, ExportRefused
from bot.cases.formats.reduction import reduced
from bot.cases.outcomes import is_senior
from bot.cases.status_lines import StatusTexts, may_tell
from bot.cases.transfer_rules import Standing, grant_to, is_partner, standing, time_limit
from bot.cases.transfers import pending_of
from bot.desk.visibility import sees_all
from bot.messages.window import Fate, what_will_happen
from bot.store.tables import Case, Desk, Transfer, User

RECENT = timedelta(hours=24)
MOST = 50
GROUPS = ("ours", "partners", "contacts")


@dataclass(frozen=True)
class Row:
    """One transfer of a list."""

    transfer: Transfer
    case: Case
    sender: Desk
    receiver: Desk


@dataclass(frozen=True)
class Lists:
    """The page of transfers."""

    incoming: list[Row]
    outgoing: list[Row]
    recent: list[Row]


@dataclass(frozen=True)
class Offer:
    """A transfer with what its receiver may see of the case; ``data`` is None where that is nothing."""

    row: Row
    data: CaseData | None
    is_partner: bool
    is_receiver: bool
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Choice:
    """What would happen with the desk that was chosen in the form."""

    desk: Desk
    way: str
    """``move``, ``share`` (a partner) or ``refer`` (a contact)."""
    will: Standing
    is_open: bool
    limit_s: int
    line: str
    """What the traveller is told, in the traveller's language; empty when nothing."""
    own_line: str
    fate: Fate
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """The form of a transfer."""

    case: Case
    is_mine: bool
    pending: Row | None
    groups: dict[str, list[Desk]]
    choice: Choice | None
    fields: tuple[str, ...] = FIELDS
    usual: frozenset[str] = DEFAULT_FIELDS


def lists(session: Session, user: User, now: datetime) -> Lists:
    """Return the transfers that concern a person's desk."""
    to_me, from_me = Transfer.to_desk_id == user.desk_id, _from(user)
    pending = Transfer.state == "pending"
    over = Transfer.answered_at >= now - RECENT
    return Lists(
        _rows(session, to_me, pending),
        _rows(session, from_me, pending),
        _rows(session, or_(to_me, from_me), over),
    )


def waiting(session: Session, user: User) -> list[Row]:
    """Return what waits for an answer of a person's desk, the shortest time left first."""
    return _rows(session, Transfer.to_desk_id == user.desk_id, Transfer.state == "pending")


def offer(session: Session, user: User, transfer_id: int, now: datetime) -> Offer | None:
    """Return one transfer; None when there is none, or not for this person."""
    is_mine = or_(Transfer.to_desk_id == user.desk_id, _from(user))
    row = next(iter(_rows(session, Transfer.id == transfer_id, is_mine)), None)
    if row is None:
        return None
    partner = is_partner(row.sender, row.receiver)
    is_pending = row.transfer.state == "pending"
    is_receiver = user.desk_id == row.receiver.id
    is_sender = user.id in (row.case.operator_id, row.transfer.from_operator_id)
    is_sender = is_sender or (is_senior(user) and user.desk_id == row.sender.id)
    return Offer(
        row,
        _data(session, row, partner) if is_receiver else None,
        partner,
        is_receiver,
        is_pending and is_receiver and row.transfer.expires_at > now,
        is_pending and is_sender,
    )


def form(
    session: Session, user: User, case: Case, code: str, texts: StatusTexts, own: str, now: datetime
) -> Form:
    """Return the form of a case.

    Args:
        code: the desk chosen so far; empty: none yet.
        own: language of the console.
    """
    pending = pending_of(session, case.id)
    rows = _rows(session, Transfer.id == pending.id) if pending is not None else []
    desks = session.scalars(select(Desk).where(Desk.id != case.desk_id).order_by(Desk.name)).all()
    groups: dict[str, list[Desk]] = {name: [] for name in GROUPS}
    for desk in sorted(desks, key=lambda desk: case.country not in desk.coverage.get("countries", [])):
        groups[_group(case.desk, desk)].append(desk)
    chosen = next((desk for desk in desks if desk.code == code), None)
    return Form(
        case,
        case.operator_id == user.id,
        next(iter(rows), None),
        groups,
        _choice(session, case, chosen, texts, own, now) if chosen is not None else None,
    )


def _choice(session: Session, case: Case, desk: Desk, texts: StatusTexts, own: str, now: datetime) -> Choice:
    numbers = contact_of(desk).numbers[:2]
    way = {"ours": "move", "partners": "share", "contacts": "refer"}[_group(case.desk, desk)]
    key = {"move": "status.transferred", "share": "status.shared", "refer": "status.referred"}[way]
    values = {"desk": desk.name, **({"numbers": " / ".join(numbers)} if way == "refer" else {})}
    conversation = case.conversation
    told = may_tell(case, "transferred", now).allowed
    return Choice(
        desk,
        way,
        standing(session, case, desk),
        is_open(desk, now),
        int(time_limit(case).total_seconds()),
        texts.text(key, conversation.language, conversation.script, **values) if told else "",
        texts.text(key, own, **values) if told and own != conversation.language else "",
        what_will_happen(session, conversation, now=now),
        numbers,
    )


def _group(sender: Desk, desk: Desk) -> str:
    if not desk.staffed:
        return "contacts"
    return "partners" if is_partner(sender, desk) else "ours"


def _data(session: Session, row: Row, partner: bool) -> CaseData | None:
    """What the receiver sees, while the transfer stands; a partner only as long as the person agrees."""
    if row.transfer.state not in ("pending", "accepted"):
        return None
    if not partner:
        return read_case(session, row.case.code)
    try:
        grant = grant_to(session, row.case, row.receiver)
    except ExportRefused:
        return None
    fields = grant.fields or frozenset()
    return reduced(read_case(session, row.case.code, messages="messages" in fields), grant)


def _from(user: User) -> ColumnElement[bool]:
    """What a person's desk sent; whoever sees every case sees every transfer."""
    if sees_all(user):
        return Transfer.id.is_not(None)
    return or_(Transfer.from_desk_id == user.desk_id, Transfer.from_operator_id == user.id)


def _rows(session: Session, *where: ColumnElement[bool]) -> list[Row]:
    found = session.execute(
        select(Transfer, Case)
        .join(Case, Case.id == Transfer.case_id)
        .where(*where)
        .order_by(Transfer.expires_at, Transfer.id)
        .limit(MOST)
    ).all()
    return [
        Row(
            transfer,
            case,
            session.get_one(Desk, transfer.from_desk_id),
            session.get_one(Desk, transfer.to_desk_id),
        )
        for transfer, case in found
    ]
