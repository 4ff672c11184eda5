"""HTTP side of the Graph API: /<version>/<node>[/messages|/media] and media downloads."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from litestar import Request, Response

from bot.simulator.connection import cut
from bot.simulator.whatsapp_api import media
from bot.simulator.whatsapp_api.errors import GraphError, from_fault, parameter
from bot.simulator.whatsapp_api.sending import Sent, send

if TYPE_CHECKING:
    from bot.simulator.state import Simulator

AnyRequest = Request[Any, Any, Any]


def _json(status: int, body: dict[str, Any]) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")


def _check_token(simulator: Simulator, request: AnyRequest) -> None:
    header = request.headers.get("Authorization", "")
    token = header[7:] if header[:7].lower() == "bearer " else request.query_params.get("access_token", "")
    if not token:
        raise GraphError(0, message="(#0) Authentication Error: no access token was given", status=401)
    if token != simulator.config.whatsapp_token:
        raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")


def _check_version(simulator: Simulator, version: str) -> None:
    match = re.fullmatch(r"v(\d+)\.(\d+)", version)
    newest = simulator.config.whatsapp_api_version.lstrip("v").split(".")
    if match is None or (int(match[1]), int(match[2])) > (int(newest[0]), int([*newest, "0"][1])):
        raise GraphError(2500, message=f"Unknown path components: /{version}", status=400)


def _no_such_object(node: str, method: str) -> GraphError:
    verb = {"GET": "get", "POST": "post", "DELETE": "delete"}.get(method, "post")
    return GraphError(
        100,
        status=400,
        subcode=33,
        type="GraphMethodException",
        message=f"Unsupported {verb} request. Object with ID '{node}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation.",
    )


async def _read_body(request: AnyRequest) -> Any:
    if request.content_type[0] == "application/json":
        try:
            return json.loads(await request.body())
        except ValueError:
            raise parameter("Invalid JSON in the request body.") from None
    form = dict((await request.form()).multi_items())
    for key, value in form.items():
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                form[key] = json.loads(value)
            except ValueError:
                raise parameter(f"Param {key} must be valid JSON.") from None
    return form


def _phone_number(simulator: Simulator) -> dict[str, Any]:
    config = simulator.config
    return {
        "id": config.whatsapp_phone_number_id,
        "display_phone_number": "+" + config.whatsapp_display_number,
        "verified_name": config.contact_name,
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
    }


async def _node(simulator: Simulator, request: AnyRequest, node: str, edge: str) -> dict[str, Any]:
    """Everything but messages. Raises ``GraphError``."""
    own = node == simulator.config.whatsapp_phone_number_id
    if own and edge == "media" and request.method == "POST":
        return dict(await media.upload(simulator.media, request))
    if own and not edge and request.method == "GET":
        return _phone_number(simulator)
    file = simulator.media.get(node) if not edge else None
    wanted = request.query_params.get("phone_number_id")
    if file is None or wanted not in (None, simulator.config.whatsapp_phone_number_id):
        raise _no_such_object(node, request.method)
    if request.method == "DELETE":
        simulator.media.remove(node)
        return {"success": True}
    if request.method != "GET":
        raise _no_such_object(node, request.method)
    return media.describe(file, simulator.whatsapp.links.create(file, str(request.base_url).rstrip("/")))


async def _messages(simulator: Simulator, request: AnyRequest) -> Response[bytes]:
    """POST …/messages with faults and log."""
    body, phone_id, fault = None, None, None
    answer: Sent | None = None
    try:
        body = await _read_body(request)
        reads = isinstance(body, dict) and "status" in body
        if isinstance(body, dict) and (body.get("to") or body.get("recipient")):
            phone = simulator.whatsapp.recipient(body)[0]
            phone_id = phone.id if phone else None
        fault = simulator.faults.take("whatsapp", "read" if reads else "messages", phone_id, sends=not reads)
        if fault and fault.kind == "lost":
            return await cut(request.scope)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "error":
            raise from_fault(fault.error)
        failure = from_fault(fault.error) if fault and fault.kind == "status" else None
        answer = send(simulator.whatsapp, body, failure)
        status, response = 200, answer.response
    except GraphError as error:
        status, response = error.status, error.body()
    params = body if isinstance(body, dict) else {"body": body}
    simulator.log.add(
        platform="whatsapp",
        method="messages",
        phone=phone_id,
        params=params,
        status=status,
        response=response,
        fault=fault.kind if fault else None,
    )
    for item in answer.webhooks if answer else []:
        simulator.whatsapp_delivery.offer(item)
    if fault and fault.kind in ("drop", "hang"):
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        return await cut(request.scope)
    return _json(status, response)


async def handle_graph(simulator: Simulator, request: AnyRequest, version: str, path: str) -> Response[bytes]:
    """Answer /<version>/<path>."""
    node, _, edge = path.strip("/").partition("/")
    try:
        _check_token(simulator, request)
        _check_version(simulator, version)
        own = node == simulator.config.whatsapp_phone_number_id
        if own and edge == "messages" and request.method == "POST":
            return await _messages(simulator, request)
        method = edge or "node"
        fault = simulator.faults.take("whatsapp", method, None, sends=False)
        if fault and fault.kind == "error":
            raise from_fault(fault.error)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault:
            return await cut(request.scope)
        return _json(200, await _node(simulator, request, node, edge))
    except GraphError as error:
        return _json(error.status, error.body())


async def handle_download(simulator: Simulator, request: AnyRequest) -> Response[bytes]:
    """Answer a media address; the bearer token is needed here too."""
    try:
        _check_token(simulator, request)
    except GraphError as error:
        return _json(401, error.body())
    return media.download(simulator.whatsapp.links, request)
