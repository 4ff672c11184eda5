"""Where the person of a case is, in one value: from the shared position, else from words or an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.reference.countries import country_name
from bot.reference.geometry import distance_km, position_of
from bot.reference.place_at import PlaceAt, place_at
from bot.reference.places import place_of
from bot.reference.subdivisions import subdivision_at
from bot.reference.tables import table
from bot.store.tables import Conversation, Message

POSITION_KINDS = ("location", "live_location", "venue")
_NEAR_KM = 1.5
"""The centres of quarters are known to about a kilometre."""
_IN_TOWN_KM = 15.0
_ELSEWHERE_KM = 50.0
_OLD = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """A place as routing sees it. Coordinates in degrees (WGS 84), accuracy in metres.

    ``subdivision`` is an ISO 3166-2 code, ``city`` the English name of the town; both empty when not
    known. ``source``: position, text or answer. ``told``: as the person named it.
    """

    country: str | None = None
    subdivision: str = ""
    city: str = ""
    in_jakarta: bool = False
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    position_at: datetime | None = None
    source: str = ""
    told: str = ""
    quarter: str = ""
    """The nearest known quarter of Jakarta."""
    city_km: float | None = None
    about: tuple[float, float] | None = None
    """Middle of a place named in words: near enough to tell two districts apart, never a position."""

    @property
    def spot(self) -> tuple[float, float] | None:
        """The coordinates that were shared, where there are any."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def words(self, now: datetime) -> str:
        """Say the place and how it is known: "shared position in Kemang, 40 m"."""
        if self.country is None:
            return "place not known yet" if self.spot is None else "shared position outside every country"
        country = country_name(self.country)
        if self.source != "position":
            named = ", ".join(part for part in (self.told or self.city, country) if part)
            return f"country answered: {country}" if self.source == "answer" else f"place named: {named}"
        return "shared position " + ", ".join([self._near(country), *self._quality(now)])

    def _near(self, country: str) -> str:
        if self.quarter:
            return f"in {self.quarter}"
        if self.in_jakarta:
            return "in Jakarta"
        if not self.city:
            return f"in {country}"
        if self.city_km is None or self.city_km <= _IN_TOWN_KM:
            return f"in {self.city}, {country}"
        return f"{self.city_km:.0f} km from {self.city}, {country}"

    def _quality(self, now: datetime) -> list[str]:
        found = [] if self.accuracy_m is None else [f"{self.accuracy_m:.0f} m"]
        if self.position_at is not None and now - self.position_at > _OLD:
            minutes = int((now - self.position_at).total_seconds() // 60)
            found.append(f"{minutes} min old" if minutes < 120 else f"{minutes // 60} h old")
        return found


def place_of_conversation(session: Session, conversation: Conversation) -> Place:
    """Return what is known of the place of a conversation. Never raises for what people wrote."""
    spot = position_of((conversation.latitude, conversation.longitude))
    source = conversation.country_source or ""
    told = (conversation.place or "").strip()
    accuracy_m = _accuracy(session, conversation) if spot else None
    if spot is not None and source in ("", "position"):
        return _at_position(conversation, spot, accuracy_m, told)
    named = _named(told)
    if conversation.country is None or (named.country and named.country != conversation.country):
        # The country was told after the place: words about another one are out of date.
        named, told = Place(), "" if named.country else told
    latitude, longitude = spot or (None, None)
    return Place(
        country=conversation.country,
        subdivision=named.subdivision,
        city=named.city,
        in_jakarta=conversation.in_jakarta or named.in_jakarta,
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy_m,
        position_at=conversation.position_at if spot else None,
        source=source or ("text" if conversation.country else ""),
        told=told,
        about=named.about,
    )


def _at_position(
    conversation: Conversation, spot: tuple[float, float], accuracy_m: float | None, told: str
) -> Place:
    found: PlaceAt = place_at(*spot)
    named = _named(told)
    is_elsewhere = named.about is not None and distance_km(*named.about, *spot) > _ELSEWHERE_KM
    if is_elsewhere or (named.country and found.country and named.country != found.country):
        told = ""  # Named before the position was shared.
    return Place(
        country=found.country or conversation.country,
        subdivision=found.subdivision.code if found.subdivision else "",
        city="Jakarta" if found.in_jakarta else found.city.names["en"] if found.city else "",
        in_jakarta=found.in_jakarta,
        latitude=spot[0],
        longitude=spot[1],
        accuracy_m=accuracy_m,
        position_at=conversation.position_at,
        source="position",
        told=told,
        quarter=_quarter(*spot) if found.in_jakarta else "",
        city_km=found.city_km,
    )


def _named(told: str) -> Place:
    """Return country, part of it and town that words stand for, as far as they are not in doubt."""
    match = place_of(told, asked=True) if told else None
    if match is None or match.ambiguous:
        return Place()
    about = position_of((match.lat, match.lon)) if match.city is not None else None
    part = subdivision_at(*about, match.country) if about else None
    code = "ID-JK" if match.in_jakarta else part.code if part else ""
    return Place(match.country, code, match.city or "", match.in_jakarta, about=about)


def _quarter(latitude: float, longitude: float) -> str:
    nearest = min(
        (
            (distance_km(latitude, longitude, float(row["lat"]), float(row["lon"])), row["name"])
            for row in table("jakarta_areas")
            if row["kind"] != "city"
        ),
        default=(_NEAR_KM + 1, ""),
    )
    return nearest[1] if nearest[0] <= _NEAR_KM else ""


def _accuracy(session: Session, conversation: Conversation) -> float | None:
    """Return the accuracy of the position in force: that of the newest message which shared one."""
    content = session.scalars(
        select(Message.content)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == "in",
            Message.kind.in_(POSITION_KINDS),
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    position = (content or {}).get("position") or {}
    same = (position.get("latitude"), position.get("longitude")) == (
        conversation.latitude,
        conversation.longitude,
    )
    accuracy = position.get("accuracy_m")
    return float(accuracy) if same and isinstance(accuracy, int | float) else None
