"""From a scenario to what is sent when. Pure: the same scenario gives the same drill each time."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import datetime

from bot.cases.drills.channel import ACCOUNT, CHAT_PREFIX, EXERCISE
from bot.cases.drills.scenario import Place, Scenario, Traveller
from bot.messages.types import Inbound, Position, Sender

METRES_PER_DEGREE = 111_320.0
ACCURACY_M = 30.0


@dataclass(frozen=True, order=True)
class Moment:
    """One thing that a traveller sends, ``at_s`` drill seconds after the beginning."""

    at_s: float
    traveller: int
    name: str
    """Of the line, unique for the traveller: 0, 1 … for lines, r0, r1 … for replies."""
    text: str = ""
    """Empty: the position."""


@dataclass(frozen=True)
class Actor:
    """One traveller of a drill."""

    number: int
    kind: Traveller
    start_s: float
    latitude: float
    longitude: float


def actors_of(scenario: Scenario, times: int = 1) -> list[Actor]:
    """Return the travellers of a drill, each with its start and its place.

    Args:
        times: for load: so many of each traveller in place of one.
    """
    actors: list[Actor] = []
    for kind in scenario.travellers:
        for _ in range(kind.count * times):
            number = len(actors)
            chance = random.Random(f"{scenario.code}:{number}")
            start = kind.from_s + chance.random() * kind.within_s
            actors.append(Actor(number, kind, start, *_near(scenario.place, chance)))
    return actors


def moments_of(actors: list[Actor]) -> list[Moment]:
    """Return all lines of a drill in the order of their time; replies come only when an operator wrote."""
    found: list[Moment] = []
    for actor in actors:
        at = actor.start_s
        for number, line in enumerate(actor.kind.lines):
            at += line.after_s
            found.append(Moment(at, actor.number, str(number), line.text))
    return sorted(found)


def event_of(drill_id: str, actor: Actor, moment: Moment, now: datetime) -> Inbound:
    """Return a line as a channel would hand it in: always on the channel of drills, never on another."""
    user = f"{CHAT_PREFIX}{drill_id}-{actor.number}"
    key = f"{user}-{moment.name}"
    is_position = not moment.text
    return Inbound(
        channel=EXERCISE,
        account=ACCOUNT,
        external_id=key,
        type="message",
        sent_at=now,
        sender=Sender(
            user_id=user,
            display_name=f"EXERCISE {actor.kind.name} {actor.number + 1}",
            language_code=actor.kind.language,
        ),
        chat_id=user,
        message_id=key,
        kind="location" if is_position else "text",
        text=moment.text,
        position=Position(actor.latitude, actor.longitude, ACCURACY_M) if is_position else None,
    )


def number_of(user_id: str, drill_id: str) -> int | None:
    """Return the number of the traveller that an identity of this drill stands for."""
    tail = user_id.removeprefix(f"{CHAT_PREFIX}{drill_id}-")
    return int(tail) if tail != user_id and tail.isdigit() else None


def _near(place: Place, chance: random.Random) -> tuple[float, float]:
    """Return a point of the disc around a place, evenly spread over its area."""
    away = place.spread_m * math.sqrt(chance.random()) / METRES_PER_DEGREE
    angle = chance.random() * 2 * math.pi
    shrink = max(0.01, math.cos(math.radians(place.latitude)))
    latitude = max(-90.0, min(90.0, place.latitude + away * math.sin(angle)))
    longitude = place.longitude + away * math.cos(angle) / shrink
    return round(latitude, 5), round((longitude + 180) % 360 - 180, 5)
