"""Faults, special deliveries, pacing, templates, and the state of both webhooks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from litestar import delete, get, post
from litestar.exceptions import ClientException

from bot.simulator.control.access import AnyRequest, body_of, simulator_of
from bot.simulator.delivery.plan import DeliveryPlan
from bot.simulator.faults import FaultError
from bot.simulator.state import Simulator
from bot.simulator.telegram_api.receiving import webhook_info


@get("/faults")
async def list_faults(request: AnyRequest) -> list[dict[str, Any]]:
    """Faults that wait for their calls."""
    return simulator_of(request).faults.list()


@post("/faults", status_code=201)
async def add_fault(request: AnyRequest) -> dict[str, Any]:
    """Plan a fault: platform, kind, count, method, phone, seconds, error {code, …}."""
    try:
        return asdict(simulator_of(request).faults.add(await body_of(request)))
    except (FaultError, TypeError, ValueError) as error:
        raise ClientException(str(error)) from error


@delete("/faults", status_code=200)
async def clear_faults(request: AnyRequest) -> dict[str, bool]:
    """Forget every planned fault."""
    simulator_of(request).faults.clear()
    return {"ok": True}


def _plan(simulator: Simulator, platform: Any) -> DeliveryPlan[Any]:
    if platform == "telegram":
        return simulator.telegram_delivery.plan
    if platform == "whatsapp":
        return simulator.whatsapp_delivery.plan
    raise ClientException('"platform" must be "telegram" or "whatsapp".')


@get("/webhooks")
async def webhook_state(request: AnyRequest) -> dict[str, Any]:
    """How delivery to the service goes on both platforms."""
    simulator = simulator_of(request)
    telegram, whatsapp = simulator.telegram_delivery, simulator.whatsapp_delivery
    return {
        "telegram": webhook_info(simulator.telegram)
        | {"attempts": telegram.attempts, "held": len(telegram.plan.waiting)},
        "whatsapp": {
            "url": simulator.config.whatsapp_webhook_url,
            "attempts": whatsapp.attempts,
            "undelivered": whatsapp.undelivered,
            "held": len(whatsapp.plan.waiting),
            "last_error": whatsapp.last_error,
        },
    }


@post("/webhooks", status_code=200)
async def plan_webhooks(request: AnyRequest) -> dict[str, Any]:
    """Make the next webhooks special: hold, batch, shuffle, duplicate, shape."""
    data = await body_of(request)
    plan = _plan(simulator_of(request), data.get("platform"))
    try:
        plan.configure(data)
    except ValueError as error:
        raise ClientException(str(error)) from error
    return {
        "hold": plan.hold,
        "batch": plan.batch,
        "shuffle": plan.shuffle,
        "duplicate": plan.duplicate,
        "shape": plan.shape,
        "held": len(plan.waiting),
    }


@post("/webhooks/flush", status_code=200)
async def flush_webhooks(request: AnyRequest) -> dict[str, int]:
    """Send what is held back, and stop holding."""
    simulator = simulator_of(request)
    data = await body_of(request)
    plan = _plan(simulator, data.get("platform"))
    plan.hold = False
    held, parcels = len(plan.waiting), plan.flush()
    if data["platform"] == "telegram":
        simulator.telegram_delivery.release(parcels)
    else:
        simulator.whatsapp_delivery.release(parcels)
    return {"released": held}


@post("/whatsapp/verify", status_code=200)
async def verify_webhook(request: AnyRequest) -> dict[str, Any]:
    """Do the GET with the challenge that the app dashboard does."""
    await body_of(request)
    ok, explanation = await simulator_of(request).whatsapp_delivery.verify()
    return {"ok": ok, "explanation": explanation}


@post("/whatsapp/templates", status_code=201)
async def add_template(request: AnyRequest) -> dict[str, str]:
    """An approved template: name, language, body with {{1}} … placeholders."""
    data = await body_of(request)
    name, language, body = (str(data.get(key) or "") for key in ("name", "language", "body"))
    if not name or not language or not body:
        raise ClientException('"name", "language" and "body" are needed.')
    simulator_of(request).whatsapp.templates[(name, language)] = body
    return {"name": name, "language": language}


@post("/pacing", status_code=200)
async def set_pacing(request: AnyRequest) -> dict[str, bool]:
    """Switch the sending limits ({"on": false})."""
    on = bool((await body_of(request)).get("on", True))
    simulator_of(request).set_pacing(on)
    return {"on": on}


@post("/expire", status_code=200)
async def expire(request: AnyRequest) -> dict[str, bool]:
    """Let time pass: callback queries become too old, WhatsApp media addresses end."""
    await body_of(request)
    simulator = simulator_of(request)
    for callback in simulator.telegram.callbacks.values():
        callback.expires_at = 0.0
    simulator.whatsapp.links.expire()
    return {"ok": True}


WEBHOOK_HANDLERS = [
    list_faults,
    add_fault,
    clear_faults,
    webhook_state,
    plan_webhooks,
    flush_webhooks,
    verify_webhook,
    add_template,
    set_pacing,
    expire,
]
