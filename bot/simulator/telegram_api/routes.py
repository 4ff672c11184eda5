"""HTTP side: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from litestar import Request, Response

from bot.simulator.connection import cut
from bot.simulator.telegram_api.call import Call, Described
from bot.simulator.telegram_api.errors import ApiError, from_fault
from bot.simulator.telegram_api.methods import METHODS, NOT_FROM_WEBHOOK, is_send
from bot.simulator.telegram_api.params import Params

if TYPE_CHECKING:
    from bot.simulator.state import Simulator

AnyRequest = Request[Any, Any, Any]


def _json(status: int, body: dict[str, Any]) -> Response[bytes]:
    headers = {}
    if "retry_after" in body.get("parameters", {}):
        headers["Retry-After"] = str(body["parameters"]["retry_after"])
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status_code=status,
        media_type="application/json",
        headers=headers,
    )


def _check_token(simulator: Simulator, token: str) -> None:
    if token != simulator.config.telegram_token:
        well_formed = re.fullmatch(r"\d+:[\w-]+", token)
        raise ApiError(401, "Unauthorized" if well_formed else "Unauthorized: invalid token specified")


def _phone_of(simulator: Simulator, params: Params) -> str | None:
    phone = simulator.phones.by_telegram_chat(params.number("chat_id"))
    return phone.id if phone else None


async def run_method(simulator: Simulator, method: str, params: Params) -> dict[str, Any]:
    """Run one method and return the JSON of success. Raises ``ApiError``."""
    function = METHODS.get(method)
    if function is None:
        raise ApiError(404, "Not Found: method not found" if method else "Not Found")
    result = await function(Call(simulator.telegram, params))
    if isinstance(result, Described):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


async def run_webhook_answer(simulator: Simulator, body: Any) -> None:
    """Execute the call that a webhook answer may carry; its result is never reported."""
    if not isinstance(body, dict) or not isinstance(body.get("method"), str):
        return
    method = body["method"].lower()
    if method.startswith("get") or method in NOT_FROM_WEBHOOK:
        return
    params = Params(
        {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in body.items()
            if key != "method"
        }
    )
    status, answer = 200, {}
    try:
        answer = await run_method(simulator, method, params)
    except ApiError as error:
        status, answer = error.code, error.body()
    simulator.log.add(
        platform="telegram",
        method=method,
        phone=_phone_of(simulator, params),
        params=params.logged(),
        status=status,
        response=answer,
    )


async def handle_call(simulator: Simulator, request: AnyRequest, token: str, path: str) -> Response[bytes]:
    """Answer /bot<token>/<path>."""
    method = path.strip("/").lower()
    params, phone, fault = Params(), None, None
    try:
        _check_token(simulator, token)
        params = await Params.read(request)
        phone = _phone_of(simulator, params)
        fault = simulator.faults.take("telegram", method, phone, sends=is_send(method))
        if fault and fault.kind == "lost":
            return await cut(request.scope)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "error":
            raise from_fault(fault.error)
        status, body = 200, await run_method(simulator, method, params)
    except ApiError as error:
        status, body = error.code, error.body()
    if method != "getupdates":
        simulator.log.add(
            platform="telegram",
            method=method,
            phone=phone,
            params=params.logged(),
            status=status,
            response=body,
            fault=fault.kind if fault else None,
        )
    if fault and fault.kind in ("drop", "hang"):
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        return await cut(request.scope)
    return _json(status, body)


async def handle_file(simulator: Simulator, path: str) -> Response[bytes]:
    """Answer /file/bot<token>/files/<file id>.<ending>."""
    match = re.fullmatch(r"bot([^/]+)/files/([\w-]+)(\.\w+)?", path.strip("/"))
    if match is None:
        return _json(404, ApiError(404, "Not Found").body())
    try:
        _check_token(simulator, match.group(1))
    except ApiError as error:
        return _json(error.code, error.body())
    file = simulator.media.get(match.group(2))
    if file is None:
        return _json(404, ApiError(404, "Not Found").body())
    return Response(file.data, media_type="application/octet-stream")
