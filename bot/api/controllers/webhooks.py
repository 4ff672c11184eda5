"""Webhooks: where this system is told of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Body, PathParameter, QueryParameter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.api.controllers import examples
from bot.api.controllers.cases import IdempotencyHeader, aware
from bot.api.controllers.responses import WRITING, refusals
from bot.api.idempotency import Answer, once
from bot.api.problems import Problem
from bot.api.shapes import NewWebhook, Replayed, WebhookList, WebhookMade
from bot.api.tokens import Caller, TokenError
from bot.api.webhooks import add_webhook, remove_webhook, replay, shown
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Webhook

AnyRequest = Request[Any, Any, Any]
FARTHEST = timedelta(days=30)
WebhookId = Annotated[int, PathParameter(ge=1, le=2**53, description="The webhook's id.")]


class Webhooks(Controller):
    """Webhooks of this token's system; those of others are not seen."""

    path = "/webhooks"
    tags = ("webhooks",)

    @get(
        "/",
        opt={"scope": "webhooks:write"},
        summary="List webhooks",
        responses={
            200: ResponseSpec(WebhookList, description="Yours.", examples=[examples.WEBHOOKS]),
            **refusals(401, 403, 429, 503),
        },
    )
    async def listed(self, request: AnyRequest, caller: NamedDependency[Caller]) -> WebhookList:
        """Your webhooks, and how many events wait, arrived, or were given up after a day."""

        def _list(session: Session) -> WebhookList:
            mine = select(Webhook).where(Webhook.made_by == caller.actor).order_by(Webhook.id)
            return WebhookList(shown(session, session.scalars(mine).all()))

        return await _store(request).read(_list)

    @post(
        "/",
        opt={"scope": "webhooks:write"},
        summary="Add a webhook",
        responses={
            201: ResponseSpec(WebhookMade, description="Made.", examples=[examples.WEBHOOK_MADE]),
            **refusals(*WRITING),
        },
    )
    async def added(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        allow_private: NamedDependency[bool],
        data: Annotated[NewWebhook, Body(examples=[examples.NEW_WEBHOOK])],
        idempotency_key: IdempotencyHeader = None,
    ) -> Response[WebhookMade]:
        """Be told of events from now on: a signed POST for each, repeated for a day until you answer 2xx.

        Check ``Lindung-Signature: t=<unix>,v1=<hex>``: HMAC-SHA256 of the secret over ``t + "." + body``.
        Events may come twice or out of order; their ``id`` tells both. Redirects are not followed.
        """

        def _add(session: Session) -> Answer:
            with _told():
                row = add_webhook(
                    session,
                    data.name,
                    data.url,
                    data.events,
                    desk_id=caller.desk_id,
                    made_by=caller.actor,
                    allow_private=allow_private,
                )
            kinds = [str(kind) for kind in row.events]
            return Answer(201, WebhookMade(row.id, row.name, row.url, kinds, caller.desk_code, row.secret))

        return await once(request, caller, _add)

    @delete(
        "/{webhook_id:int}",
        opt={"scope": "webhooks:write"},
        summary="Remove a webhook",
        status_code=204,
        responses=refusals(400, 401, 403, 404, 429, 503),
    )
    async def removed(
        self, request: AnyRequest, caller: NamedDependency[Caller], webhook_id: WebhookId
    ) -> None:
        """Remove a webhook with what is on its way to it; its secret ends at once."""
        await _store(request).write(
            lambda session: remove_webhook(session, _mine(session, caller, webhook_id), caller.actor)
        )

    @post(
        "/{webhook_id:int}/replay",
        opt={"scope": "webhooks:write"},
        summary="Send events again",
        status_code=200,
        responses={
            200: ResponseSpec(Replayed, description="On their way.", examples=[examples.REPLAYED]),
            **refusals(*WRITING),
        },
    )
    async def replayed(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        webhook_id: WebhookId,
        since: Annotated[
            datetime, QueryParameter(description="From when on; at most 30 days back, with a time zone.")
        ],
        idempotency_key: IdempotencyHeader = None,
    ) -> Response[Replayed]:
        """Send everything since a moment again, delivered or not."""
        start = aware(since, "since") or since
        start = max(start, utcnow() - FARTHEST)

        def _replay(session: Session) -> Answer:
            row = _mine(session, caller, webhook_id)
            with _told():
                return Answer(200, Replayed(replay(session, row, start, caller.actor)))

        return await once(request, caller, _replay)


@contextmanager
def _told() -> Iterator[None]:
    """Turn a refusal of the rows into a problem."""
    try:
        yield
    except TokenError as error:
        raise Problem(
            409,
            "webhook-refused",
            "The webhook cannot be made or used so",
            str(error),
            "Mend the named value and repeat the call; nothing was changed.",
        ) from error


def _mine(session: Session, caller: Caller, webhook_id: int) -> Webhook:
    row = session.get(Webhook, webhook_id, with_for_update=True)
    if row is None or row.made_by != caller.actor:
        raise Problem(
            404,
            "no-such-webhook",
            "There is no such webhook",
            f"This system has no webhook {webhook_id}.",
            "See GET /api/v1/webhooks.",
        )
    return row


def _store(request: AnyRequest) -> Store:
    store: Store = request.app.state.runtime.store
    return store
