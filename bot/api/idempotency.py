"""A call that may be repeated: the same key and body get the stored answer, and nothing happens twice.

The key is reserved first; then the work and its answer are one transaction. A reservation without an
answer therefore means that nothing was done, and is taken over once it is old.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar.connection import Request
from litestar.response import Response
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.api.problems import Problem, invalid
from bot.api.tokens import Caller
from bot.store.database import Store
from bot.store.tables import IdempotencyKey

HEADER = "idempotency-key"
ABANDONED_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,120}")
Work = Callable[[Session], "Answer"]


@dataclass(frozen=True)
class Answer:
    """What a call is answered with; ``body`` is a struct or what became of one in JSON."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reservation:
    """A key that is ours to work under; ``made_at`` tells it from a later one."""

    row_id: int
    made_at: datetime


async def once(request: Request[Any, Any, Any], caller: Caller, work: Work) -> Response[Any]:
    """Run ``work`` in one transaction, once for each Idempotency-Key, and return its answer.

    Raises:
        Problem: of the work itself, or 409 for a key that is in use or was used for another body.
    """
    store: Store = request.app.state.runtime.store
    key = request.headers.get(HEADER)
    if key is None:
        return _respond(await store.write(work))
    if not _KEY.fullmatch(key):
        raise invalid(HEADER, "An Idempotency-Key has 1 to 120 visible ASCII characters.")
    print_of = _fingerprint(request, await request.body())
    taken = await store.write(
        lambda session: reserve(session, store.now(session), caller.token_id, key, print_of)
    )
    if isinstance(taken, Problem):
        raise taken
    if isinstance(taken, Answer):
        return _respond(taken, replayed=True)
    reservation = taken
    try:
        return _respond(await store.write(lambda session: _finish(session, reservation, work)))
    except Exception:
        await store.write(lambda session: _release(session, reservation))
        raise


def reserve(
    session: Session, now: datetime, token_id: int, key: str, request_hash: str
) -> Reservation | Answer | Problem:
    """Take a key, or return the stored answer, or why neither is possible."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    mine = (IdempotencyKey.token_id == token_id, IdempotencyKey.key == key)
    new_id = session.execute(
        dialect.insert(IdempotencyKey)
        .values(token_id=token_id, key=key, request_hash=request_hash, created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.id)
    ).scalar()
    if new_id is not None:
        return Reservation(new_id, now)
    row = session.scalars(select(IdempotencyKey).where(*mine).with_for_update()).first()
    if row is None:  # Its holder gave it back this very moment.
        return _in_flight()
    if row.request_hash != request_hash:
        return Problem(
            409,
            "key-used-otherwise",
            "The key was used for something else",
            "This Idempotency-Key came with another method, path or body before; nothing was done now.",
            "Use a new key for a new request.",
        )
    if row.status is not None and row.body is not None:
        return Answer(row.status, row.body["json"], row.body["headers"])
    if now - row.created_at < ABANDONED_AFTER:
        return _in_flight()
    row.created_at = now
    return Reservation(row.id, now)


def _finish(session: Session, reservation: Reservation, work: Work) -> Answer:
    answer = work(session)
    body = msgspec.to_builtins(answer.body)
    stored = session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.id == reservation.row_id, IdempotencyKey.created_at == reservation.made_at)
        .where(IdempotencyKey.status.is_(None))
        .values(status=answer.status, body={"json": body, "headers": answer.headers})
        .returning(IdempotencyKey.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if stored is None:  # We were so slow that a repeat took over: its answer counts, ours is undone.
        raise _in_flight()
    return Answer(answer.status, body, answer.headers)


def _release(session: Session, reservation: Reservation) -> None:
    """Give the key back after a failure, so that the mended request may use it."""
    session.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.id == reservation.row_id, IdempotencyKey.created_at == reservation.made_at)
        .where(IdempotencyKey.status.is_(None))
        .execution_options(synchronize_session=False)
    )


def _in_flight() -> Problem:
    return Problem(
        409,
        "in-flight",
        "The same request is being worked on",
        "The first call with this key has no answer yet.",
        "Repeat the call in a second with the same key and body.",
        headers={"Retry-After": "1"},
    )


def _fingerprint(request: Request[Any, Any, Any], body: bytes) -> str:
    call = f"{request.method}\n{request.url.path}\n{request.url.query}\n".encode()
    return hashlib.sha256(call + body).hexdigest()


def _respond(answer: Answer, replayed: bool = False) -> Response[Any]:
    headers = {**answer.headers, **({"Idempotency-Replayed": "true"} if replayed else {})}
    return Response(answer.body, status_code=answer.status, headers=headers)
