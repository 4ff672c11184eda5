"""What is known of the place of a conversation: a shared position first, then a place named in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reference.geo import in_jakarta
from bot.reference.places import PlaceMatch, place_of
from bot.store.tables import Conversation

JAKARTA = "Jakarta"


@dataclass(frozen=True)
class Where:
    """Country (ISO 3166-1) and whether the person is inside Jakarta, where 112 answers."""

    country: str | None
    in_jakarta: bool = False


def where_of(conversation: Conversation) -> Where:
    """Return what is known of the place."""
    if conversation.country_source == "position":
        latitude, longitude = conversation.latitude, conversation.longitude
        inside = latitude is not None and longitude is not None and in_jakarta(latitude, longitude)
        return Where(conversation.country, inside)
    return Where(conversation.country, conversation.in_jakarta)


def place_named(text: str) -> PlaceMatch | None:
    """Return the place that a message speaks from, when it is not in doubt."""
    place = place_of(text)
    return None if place is None or place.ambiguous else place


def follow_place(conversation: Conversation, place: PlaceMatch | None) -> None:
    """Take over a place named in words, unless a position says more."""
    if place is None or conversation.country_source == "position":
        return
    if conversation.country == place.country and place.city is None:
        return
    conversation.country, conversation.country_source = place.country, "text"
    conversation.place = place.name
    conversation.in_jakarta = place.in_jakarta
