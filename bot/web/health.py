"""Liveness, readiness and metrics, for machines."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.engine.runtime import Runtime
from bot.store.base import utcnow
from bot.store.tables import InboundUpdate, OutboxItem
from bot.system.components import degraded

BEHIND = timedelta(seconds=30)


@get("/healthz", sync_to_thread=False, tags=["system"])
def healthz() -> dict[str, str]:
    """Say that the process runs."""
    return {"status": "ok"}


@get("/readyz", tags=["system"])
async def readyz(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Say whether messages can be taken, and which parts do not work as they should.

    503 only when the database is away: then nothing can be stored, and platforms must deliver again.
    """
    runtime: Runtime = request.app.state.runtime
    try:
        body = await runtime.store.read(_state)
    except (SQLAlchemyError, OSError, RuntimeError) as error:
        body = {"status": "down", "database": type(error).__name__}
        return Response(body, status_code=503)
    return Response(body)


def _state(session: Session) -> dict[str, Any]:
    parts = {
        row.name: {"state": row.state, "detail": row.detail, "since": row.since} for row in degraded(session)
    }
    oldest = session.scalar(
        select(func.min(InboundUpdate.received_at)).where(InboundUpdate.state.in_(("received", "screened")))
    )
    unsent = session.scalar(
        select(func.count()).where(OutboxItem.state.in_(("queued", "errored", "sending")))
    )
    behind = oldest is not None and utcnow() - oldest > BEHIND
    return {
        "status": "degraded" if parts or behind else "ok",
        "parts": parts,
        "oldest_unhandled_seconds": round((utcnow() - oldest).total_seconds(), 1) if oldest else 0,
        "unsent": unsent,
    }


@get("/metrics", include_in_schema=False)
async def metrics() -> Response[bytes]:
    """Return the metrics in Prometheus' format."""
    return Response(await asyncio.to_thread(generate_latest), media_type=CONTENT_TYPE_LATEST)
