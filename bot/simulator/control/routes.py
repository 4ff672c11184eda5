"""Phones, their actions, and the log of the bot's calls."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, delete, get, patch, post
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent

from bot.simulator.control.access import AnyRequest, body_of, phone_of, simulator_of
from bot.simulator.phones.actions import Action, ActionError
from bot.simulator.phones.book import PhoneError

LONGEST_WAIT = 30.0


@get("/state")
async def get_state(request: AnyRequest) -> dict[str, Any]:
    """Everything the page needs at its start: phones with their bubbles, and how delivery goes."""
    simulator = simulator_of(request)
    now = time.time()
    return {
        "contact_name": simulator.config.contact_name,
        "pacing": simulator.telegram.pacing,
        "phones": [
            phone.to_json(now) | {"bubbles": [b.to_json() for b in phone.thread().bubbles]}
            for phone in simulator.phones.all()
        ],
    }


@post("/reset", status_code=200)
async def reset(request: AnyRequest) -> dict[str, bool]:
    """Take phones, messages, faults and plans away."""
    await body_of(request)
    simulator_of(request).reset()
    return {"ok": True}


@post("/phones", status_code=201)
async def create_phone(request: AnyRequest) -> dict[str, Any]:
    """A new phone: name, platform, language_code, number, username, share_number, receipts …"""
    try:
        phone = simulator_of(request).phones.create(await body_of(request))
    except PhoneError as error:
        raise ClientException(str(error)) from error
    return phone.to_json(time.time())


@get("/phones")
async def list_phones(request: AnyRequest) -> list[dict[str, Any]]:
    """Every phone."""
    return [phone.to_json(time.time()) for phone in simulator_of(request).phones.all()]


@get("/phones/{phone_id:str}")
async def get_phone(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, Any]:
    """One phone with the bubbles of the messenger on its screen."""
    phone = phone_of(request, phone_id)
    return phone.to_json(time.time()) | {"bubbles": [b.to_json() for b in phone.thread().bubbles]}


@patch("/phones/{phone_id:str}")
async def change_phone(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, Any]:
    """Change fields; ``platform`` switches the messenger on the screen, both conversations stay."""
    phone, simulator = phone_of(request, phone_id), simulator_of(request)
    try:
        simulator.phones.change(phone, await body_of(request))
    except PhoneError as error:
        raise ClientException(str(error)) from error
    simulator.phones.publish(phone)
    return phone.to_json(time.time()) | {"bubbles": [b.to_json() for b in phone.thread().bubbles]}


@delete("/phones/{phone_id:str}", status_code=200)
async def remove_phone(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, bool]:
    """Take a phone away."""
    return {"ok": simulator_of(request).phones.remove(phone_id)}


@get("/phones/{phone_id:str}/messages")
async def list_messages(
    request: AnyRequest,
    phone_id: FromPath[str],
    after: FromQuery[int] = 0,
    wait: FromQuery[float] = 0.0,
    platform: FromQuery[str | None] = None,
    side: FromQuery[str | None] = None,
) -> list[dict[str, Any]]:
    """Bubbles with an id above ``after``; waits up to ``wait`` seconds (at most 30) for the first."""
    phone, simulator = phone_of(request, phone_id), simulator_of(request)
    deadline = time.monotonic() + min(wait, LONGEST_WAIT)
    while True:
        thread = phone.threads.get(platform or phone.platform)
        if thread is None:
            raise ClientException('"platform" must be telegram or whatsapp.')
        found = [b.to_json() for b in thread.bubbles if b.id > after and side in (None, b.side)]
        left = deadline - time.monotonic()
        if found or left <= 0:
            return found
        await simulator.hub.wait_for_change(left)
        if simulator.hub.closed:
            return []


@post("/phones/{phone_id:str}/send", status_code=200)
async def act(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, Any]:
    """Act as the traveller: {"kind": "text", "text": …}. Returns the bubble."""
    phone = phone_of(request, phone_id)
    data = await body_of(request)
    try:
        return simulator_of(request).act(phone, Action(str(data.get("kind", "")), data)).to_json()
    except ActionError as error:
        raise ClientException(str(error)) from error


@post("/phones/{phone_id:str}/block", status_code=200)
async def block(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, bool]:
    """Block ({"blocked": true}) or unblock the bot."""
    blocked = bool((await body_of(request)).get("blocked", True))
    simulator_of(request).block(phone_of(request, phone_id), blocked)
    return {"blocked": blocked}


@post("/phones/{phone_id:str}/read", status_code=200)
async def read(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, int]:
    """The traveller looks at the chat: on WhatsApp "read" statuses follow."""
    await body_of(request)
    return {"statuses": simulator_of(request).read(phone_of(request, phone_id))}


@post("/phones/{phone_id:str}/window", status_code=200)
async def set_window(request: AnyRequest, phone_id: FromPath[str]) -> dict[str, bool]:
    """Open or close WhatsApp's 24-hour window; ``report`` says how a closed one is told (error, status)."""
    phone, data = phone_of(request, phone_id), await body_of(request)
    simulator = simulator_of(request)
    if data.get("open"):
        simulator.whatsapp.open_window(phone)
    else:
        phone.window_until = 0.0
    if "report" in data:
        try:
            simulator.phones.change(phone, {"window_report": data["report"]})
        except PhoneError as error:
            raise ClientException(str(error)) from error
    simulator.phones.publish(phone)
    return {"open": phone.window_until > time.time()}


@get("/outgoing")
async def outgoing(
    request: AnyRequest,
    after: FromQuery[int] = 0,
    platform: FromQuery[str | None] = None,
    phone: FromQuery[str | None] = None,
    method: FromQuery[str | None] = None,
) -> list[dict[str, Any]]:
    """Every call of the bot, accepted or not, oldest first (getUpdates is left out)."""
    return simulator_of(request).log.select(platform=platform, phone=phone, method=method, after=after)


@get("/media/{media_id:str}")
async def get_media(request: AnyRequest, media_id: FromPath[str]) -> Response[bytes]:
    """A file, for the phone page. Only harmless kinds are shown, everything else is a download."""
    file = simulator_of(request).media.get(media_id)
    if file is None:
        raise NotFoundException("This file is not there any more.")
    shown = file.mime_type.split(";")[0]
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    if not shown.startswith(("image/png", "image/jpeg", "image/webp", "audio/", "video/")):
        shown = "application/octet-stream"
        headers["Content-Disposition"] = "attachment"
    return Response(file.data, media_type=shown, headers=headers)


@get("/events")
async def events(request: AnyRequest) -> ServerSentEvent:
    """Live changes for the page (server-sent events)."""
    hub = simulator_of(request).hub

    async def stream() -> AsyncIterator[str]:
        yield json.dumps({"type": "hello"})
        async for event in hub.listen():
            yield json.dumps(event, ensure_ascii=False)

    return ServerSentEvent(stream())


CONTROL_HANDLERS = [
    get_state,
    reset,
    create_phone,
    list_phones,
    get_phone,
    change_phone,
    remove_phone,
    list_messages,
    act,
    block,
    read,
    set_window,
    outgoing,
    get_media,
    events,
]
