"""Common parts of the control handlers."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import ClientException, HTTPException, NotFoundException

from bot.simulator.phones.models import PhoneRecord
from bot.simulator.state import Simulator

AnyRequest = Request[Any, Any, Any]


def simulator_of(request: AnyRequest) -> Simulator:
    """The simulator of this application."""
    simulator: Simulator = request.app.state.simulator
    return simulator


def phone_of(request: AnyRequest, phone_id: str) -> PhoneRecord:
    """The phone in the path. Raises 404."""
    phone = simulator_of(request).phones.get(phone_id)
    if phone is None:
        raise NotFoundException(f"There is no phone {phone_id}.")
    return phone


async def body_of(request: AnyRequest) -> dict[str, Any]:
    """The JSON object in the body, empty when there is none.

    Only application/json is taken: a foreign web page cannot send that without asking first, so it cannot
    act as a traveller. Raises 415 or 400.
    """
    if request.content_type[0] != "application/json":
        raise HTTPException(status_code=415, detail="Send the body as application/json.")
    try:
        body = await request.json()
    except Exception as error:
        raise ClientException("The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise ClientException("The body must be a JSON object.")
    return body
