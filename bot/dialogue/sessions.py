"""Dialogue sessions: cut, roll and look into the stored events (dicts as Rasa writes them).

Rasa's cost a turn grows with the events of the session, so a session is rolled after about forty, and
turn 200 costs what turn 1 costs. Nothing is lost: the old events stay stored, and the slots move on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ROLL_AFTER = 40
"""Events after which a session is rolled when no form is active."""
HARD_CAP = 160
"""Events after which it is rolled even inside a form; the form goes on in the new session."""
AWAITS_REACTION = frozenset(
    {"utter_offer_officer", "utter_offer_human", "utter_unclear", "utter_intake_more"}
)
"""After these the next message is read with them in view, so the session goes on."""
NOT_KEPT = frozenset({"requested_slot", "session_started_metadata", "unclear_count"})

Event = dict[str, Any]


def session_events(events: Sequence[Event]) -> list[Event]:
    """Return the events of the current session: from the last head on."""
    for index in range(len(events) - 1, -1, -1):
        if events[index]["event"] == "session_started":
            is_head = index > 0 and events[index - 1].get("name") == "action_session_start"
            return list(events[index - 1 if is_head else index :])
    return list(events)


def slots_of(events: Sequence[Event]) -> dict[str, Any]:
    """Return the slots as they stand after these events, empty ones left out."""
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return {name: value for name, value in slots.items() if value is not None}


def active_form(events: Sequence[Event]) -> str | None:
    """Return the name of the form that is waiting for an answer."""
    for event in reversed(events):
        if event["event"] == "active_loop":
            return event["name"]
        if event["event"] == "session_started":
            return None
    return None


def requested_slot(events: Sequence[Event]) -> str | None:
    """Return the slot that the last question of a form asks for."""
    return slots_of(events).get("requested_slot") if active_form(events) else None


def last_buttons(events: Sequence[Event]) -> list[str]:
    """Return the payloads under the last thing said, if it was said after the last message."""
    for event in reversed(events):
        if event["event"] == "bot":
            return [button["payload"] for button in event.get("data", {}).get("buttons") or ()]
        if event["event"] == "user":
            return []
    return []


def last_key(events: Sequence[Event]) -> str:
    """Return the text key of the last thing said after the last message, or an empty string."""
    for event in reversed(events):
        if event["event"] == "bot":
            return event.get("metadata", {}).get("utter_action", "")
        if event["event"] == "user":
            return ""
    return ""


def needs_roll(events: Sequence[Event]) -> bool:
    """Say whether the next turn should begin a new session."""
    is_waiting = active_form(events) or last_key(events) in AWAITS_REACTION
    limit = HARD_CAP if is_waiting else ROLL_AFTER
    return len(events) > limit


def roll(
    slots: Mapping[str, Any], now: float, form: str | None = None, asked: str | None = None
) -> list[Event]:
    """Return the head of a new session with the given slots; ``form`` goes on waiting for ``asked``.

    It ends with ``action_listen``: without it Rasa does not take up the conversation again.
    """
    head: list[Event] = [_action("action_session_start", now), {"event": "session_started", "timestamp": now}]
    for name, value in slots.items():
        if name not in NOT_KEPT and value is not None:
            head.append(_slot(name, value, now))
    if form:
        head += [_action(form, now), {"event": "active_loop", "name": form, "timestamp": now}]
        head.append(_slot("requested_slot", asked, now))
    return [*head, _action("action_listen", now)]


def roll_session(events: Sequence[Event], now: float) -> list[Event]:
    """Return the head that continues a session: same slots, and the same open question of a form."""
    return roll(slots_of(events), now, active_form(events), requested_slot(events))


def hand_back(events: Sequence[Event], now: float) -> list[Event]:
    """Return the head of the session after an operator: slots kept, no form goes on.

    What the operator and the person wrote is not replayed: the bot begins with a clear floor.
    """
    return roll(slots_of(events), now)


def next_session(events: Sequence[Event], now: float) -> tuple[list[Event], list[Event]]:
    """Return (events to give to the turn, new head events to store before the turn's own)."""
    current = session_events(events)
    if not needs_roll(current):
        return current, []
    head = roll_session(current, now)
    return head, head


def _action(name: str, now: float) -> Event:
    return {"event": "action", "name": name, "policy": None, "confidence": 1.0, "timestamp": now}


def _slot(name: str, value: Any, now: float) -> Event:
    return {"event": "slot", "name": name, "value": value, "timestamp": now}
