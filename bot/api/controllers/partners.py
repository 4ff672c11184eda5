"""Signed calls in: a partner without a token tells how it stands, signed with its webhook's secret."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Body, PathParameter

from bot.api.admission import ACTOR
from bot.api.controllers import examples
from bot.api.controllers.responses import SIGNED, refusals
from bot.api.shapes import SignedStatus, StatusReceipt
from bot.api.signed_calls import SignedCall, prove, take_status
from bot.api.signing import HEADER
from bot.store.database import Store


class Partners(Controller):
    """Calls proved by a signature instead of a token."""

    path = "/partners"
    tags = ("partners",)
    security = [{"signature": []}]

    @post(
        "/{name:str}/status",
        status_code=200,
        summary="Tell how you stand to a case, signed",
        responses={
            200: ResponseSpec(StatusReceipt, description="Noted.", examples=[examples.STATUS_RECEIPT]),
            **refusals(*SIGNED),
        },
    )
    async def status(
        self,
        request: Request[Any, Any, Any],
        name: Annotated[str, PathParameter(max_length=60, description="Name of the webhook.")],
        per_minute: NamedDependency[int],
        data: Annotated[SignedStatus, Body(examples=[examples.SIGNED_STATUS])],
    ) -> StatusReceipt:
        """Like PATCH on a case. The signature is that of webhooks out, made within five minutes, used once.

        A repeat after a lost answer is signed anew; the same status twice changes nothing.
        """
        store: Store = request.app.state.runtime.store
        call = SignedCall(name.replace("\x00", ""), request.headers.get(HEADER, ""), await request.body())
        proof = await prove(store, call)
        request.scope["state"][ACTOR] = proof.actor
        return await take_status(store, proof, data, per_minute)
