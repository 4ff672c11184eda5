"""The place of a case as EIDO location components: the position sent, and the place in words."""

from __future__ import annotations

from typing import Any

from bot.cases.formats.case_types import CaseData
from bot.cases.formats.eido_ids import Ids
from bot.cases.formats.pidf_lo import address_document, position_document


def locations(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """Return the components; none while nothing is known.

    The position is the caller's, the words tell where the matter is: a sister in Jakarta may write about a
    brother in Riyadh.
    """
    place = data.place
    entity = f"pres:{data.code.lower()}@{ids.host}"
    moment = place.at or data.changed_at
    components = []
    if place.has_position:
        components.append(
            {
                **ids.prologue(ids.own("position")),
                "locationTypeDescriptionRegistryText": "Caller",
                "locationByValue": position_document(place, entity, moment, ids.zone),
            }
        )
    if place.words or place.country:
        described = {"locationDescriptionText": place.words} if place.words else {}
        components.append(
            {
                **ids.prologue(ids.own("address")),
                "locationTypeDescriptionRegistryText": "CurrentIncident",
                "locationByValue": address_document(place, entity, data.changed_at, ids.zone),
                **described,
            }
        )
    return components
