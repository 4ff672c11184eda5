"""``python -m bench.claims``: 200 operators race for 1,000 cases over PostgreSQL; who collides?

Counts double claims, bot lines wired after a claim has committed, and cases opened twice; each should be
0. LINDUNG_BENCH_DATABASE_URL names an empty database; without it a private cluster is started.
``--operators`` and ``--cases`` make it smaller.
"""

from __future__ import annotations

import argparse
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.figures import line, single
from bot.cases.opening import open_or_join_case
from bot.cases.ownership import NotYours, claim, hand_back, write
from bot.messages.courier import record_wired, take_due
from bot.messages.outbox import say
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.store.tables import Case, CaseEvent, Conversation, Desk, Identity, OutboxItem, User

FREE = ("new", "ringing", "waiting")
PROCESSES = 10
LOOKED_AT = 8
"""Operators choose among so many oldest cases: few, so that they collide."""
BOTS, COURIERS, BATCH = 4, 2, 16
SEED, HESITATION_S = 1, 0.5
RELEASES = ("handed_back", "claim_lapsed", "resolved")
HANDED_BACK = 0.2


@dataclass(frozen=True)
class Claimed:
    """A claim whose commit has been answered at ``at`` (monotonic seconds)."""

    conversation_id: int
    epoch: int
    at: float


@dataclass(frozen=True)
class Taken:
    """A bot line taken for wiring by a transaction that began at ``at`` (monotonic seconds)."""

    conversation_id: int
    epoch: int
    at: float


@dataclass
class Race:
    """What happened."""

    attempts: int = 0
    won: int = 0
    claims: list[Claimed] = field(default_factory=list)
    lines: list[Taken] = field(default_factory=list)
    claim_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    double_claims: int = 0
    opened_twice: int = 0
    voided: int = 0
    """Bot lines that were queued when somebody claimed, and never went out."""
    seconds: float = 0.0

    @property
    def lines_after_claim(self) -> int:
        """Bot lines taken after a claim that voids them had committed."""
        claims: dict[int, list[Claimed]] = {}
        for one in self.claims:
            claims.setdefault(one.conversation_id, []).append(one)
        return sum(
            any(one.epoch >= line.epoch and one.at < line.at for one in claims.get(line.conversation_id, ()))
            for line in self.lines
        )


def race(
    store: Store, operators: int, cases: int, *, desks: Sequence[Store] = (), seconds: float = 600.0
) -> Race:
    """Let operators, bots and couriers race until every case is claimed; returns what was counted.

    Args:
        store: what bots and couriers work on.
        desks: what operators work on, as if each were a process of its own; else the same.
        seconds: after so long it ends anyway.
    """
    result, lock = Race(), threading.Lock()
    desks = desks or (store,)
    users, conversations = store.write_now(lambda session: _make_world(session, operators, cases))
    over = threading.Event()
    deadline = time.monotonic() + seconds
    to_open = conversations * 2  # Everybody cries twice, at once.
    random.Random(SEED).shuffle(to_open)
    busy: list[Callable[[], None]] = [
        *(lambda part=to_open[n::BOTS]: _open(store, part) for n in range(BOTS)),
        *(
            lambda n=n, user=user: _operate(desks[n % len(desks)], user, over, result, lock)
            for n, user in enumerate(users)
        ),
    ]
    beside: list[Callable[[], None]] = [
        *(lambda n=n: _talk(store, conversations, over, random.Random(SEED + n)) for n in range(BOTS)),
        *(lambda: _courier(store, over, result, lock) for _ in range(COURIERS)),
    ]
    started = time.monotonic()
    threads = [threading.Thread(target=_noting, args=(work, result, lock)) for work in (*busy, *beside)]
    for thread in threads:
        thread.start()
    while time.monotonic() < deadline and not result.errors:
        if store.read_now(lambda session: _is_done(session, cases)):
            break
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    result.seconds = time.monotonic() - started
    result.double_claims, result.opened_twice, result.voided = store.read_now(_count)
    return result


def _make_world(session: Session, operators: int, cases: int) -> tuple[list[int], list[int]]:
    desk = Desk(code="race", name="Race", prefix="RAC", kind="112", coverage={}, is_duty=True)
    session.add(desk)
    session.flush()
    users = [
        User(login=f"op{n}", name=f"Operator {n}", password_hash="-", desk_id=desk.id, last_seen_at=utcnow())
        for n in range(operators)
    ]
    people = [Identity(channel="telegram", account="1", user_id=f"race{n}") for n in range(cases)]
    session.add_all([*users, *people])
    session.flush()
    conversations = [
        Conversation(identity_id=one.id, chat_id=one.user_id, language="en", country="ID") for one in people
    ]
    session.add_all(conversations)
    session.flush()
    return [user.id for user in users], [one.id for one in conversations]


def _noting(work: Callable[[], None], result: Race, lock: threading.Lock) -> None:
    try:
        work()
    except Exception as error:  # A thread's failure is a result, not a silence.
        with lock:
            result.errors.append(f"{type(error).__name__}: {error}")


def _open(store: Store, conversation_ids: Sequence[int]) -> None:
    for conversation_id in conversation_ids:

        def cry(session: Session, conversation_id: int = conversation_id) -> None:
            conversation = session.get_one(Conversation, conversation_id)
            open_or_join_case(session, conversation, "emergency_fire", "critical", "fire")
            if conversation.owner == "bot":
                say(session, conversation, "bot", "How many people are there?")

        store.write_now(cry)


def _talk(store: Store, conversation_ids: Sequence[int], over: threading.Event, dice: random.Random) -> None:
    """The bot speaks while it is the voice, as a turn does: with the conversation locked."""
    while not over.is_set():

        def speak(session: Session) -> None:
            conversation = session.get_one(Conversation, dice.choice(conversation_ids), with_for_update=True)
            if conversation.owner == "bot":
                say(session, conversation, "bot", "Are you hurt?")

        store.write_now(speak)
        time.sleep(0.005)


def _operate(store: Store, user_id: int, over: threading.Event, result: Race, lock: threading.Lock) -> None:
    dice = random.Random(user_id)
    while not over.is_set():
        free = store.read_now(_free_cases)
        if not free:
            time.sleep(0.05)
            continue
        case_id = dice.choice(free)
        began = time.monotonic()
        won, claimed = store.write_now(lambda s, chosen=case_id: _claim(s, chosen, user_id))  # type: ignore[misc]
        now = time.monotonic()
        with lock:
            result.attempts += 1
            result.won += won
            result.claim_ms.append((now - began) * 1000)
            if won:
                result.claims.append(Claimed(*claimed, at=now))
        if won:
            _work_on(store, case_id, user_id, dice.random() < HANDED_BACK)
        time.sleep(dice.random() * HESITATION_S)


def _claim(session: Session, case_id: int, user_id: int) -> tuple[bool, tuple[int, int]]:
    result = claim(session, case_id, session.get_one(User, user_id))
    conversation = session.get_one(Case, case_id).conversation
    return result.won, (conversation.id, conversation.ownership_epoch)


def _work_on(store: Store, case_id: int, user_id: int, gives_back: bool) -> None:
    def work(session: Session) -> None:
        user = session.get_one(User, user_id)
        try:
            write(session, case_id, user, "I am reading")
            if gives_back:
                hand_back(session, case_id, user, "waits for the family")
        except NotYours:
            return  # The claim lapsed meanwhile; somebody else goes on.

    store.write_now(work)


def _courier(store: Store, over: threading.Event, result: Race, lock: threading.Lock) -> None:
    while not over.is_set():
        began = time.monotonic()
        items = store.write_now(lambda session: take_due(session, utcnow(), BATCH))
        with lock:
            result.lines += [
                Taken(item.conversation_id, item.epoch, began) for item in items if item.author == "bot"
            ]
        for item in items:
            store.write_now(lambda s, item_id=item.id: record_wired(s, item_id, str(item_id), False))  # type: ignore[misc]
        if not items:
            time.sleep(0.01)


def _free_cases(session: Session) -> list[int]:
    oldest = select(Case.id).where(Case.status.in_(FREE)).order_by(Case.id).limit(LOOKED_AT)
    return list(session.scalars(oldest))


def _is_done(session: Session, cases: int) -> bool:
    held = select(func.count(Case.id)).where(Case.status.not_in(FREE))
    return (session.scalar(held) or 0) >= cases


def _count(session: Session) -> tuple[int, int, int]:
    """Return (claims of a case that somebody had, cases too many, bot lines that never went out).

    Steps of one case are numbered in the order of their commits: each is made with the case locked.
    """
    history = session.execute(
        select(CaseEvent.case_id, CaseEvent.kind)
        .where(CaseEvent.kind.in_(("claimed", *RELEASES)))
        .order_by(CaseEvent.case_id, CaseEvent.id)
    ).all()
    held: set[int] = set()
    double = 0
    for case_id, kind in history:
        if kind != "claimed":
            held.discard(case_id)
        elif case_id in held:
            double += 1
        else:
            held.add(case_id)
    per_matter = Counter(tuple(row) for row in session.execute(select(Case.conversation_id, Case.kind)))
    voided = session.scalar(select(func.count(OutboxItem.id)).where(OutboxItem.state == "suppressed"))
    return double, sum(number - 1 for number in per_matter.values()), voided or 0


def report(result: Race, operators: int, cases: int) -> list[str]:
    """Return the figures as lines."""
    return [
        single(f"{operators} operators claim {cases} cases: time", f"{result.seconds:.1f} s"),
        single("claims tried; won", f"{result.attempts}; {result.won}"),
        line("one claim", result.claim_ms),
        single("bot lines wired; voided by a claim", f"{len(result.lines)}; {result.voided}"),
        single("double claims", str(result.double_claims), "0"),
        single("bot lines wired after a claim has committed", str(result.lines_after_claim), "0"),
        single("cases opened twice", str(result.opened_twice), "0"),
        single("failed transactions", str(len(result.errors)), "0"),
        *result.errors[:5],
    ]


def main() -> None:
    """Run the race and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operators", type=int, default=200)
    parser.add_argument("--cases", type=int, default=1000)
    chosen = parser.parse_args()
    url = os.environ.get("LINDUNG_BENCH_DATABASE_URL")
    cluster = None
    if url is None:
        from tests.postgres import Cluster  # Only where no database is given.

        cluster = Cluster()
        cluster.start()
        url = cluster.url
    try:
        store, *desks = (Store(url) for _ in range(1 + PROCESSES))
        migrate(store)
        result = race(store, chosen.operators, chosen.cases, desks=desks)
        print("\n".join(report(result, chosen.operators, chosen.cases)))
        for one in (store, *desks):
            one.close()
    finally:
        if cluster is not None:
            cluster.stop()


if __name__ == "__main__":
    main()
