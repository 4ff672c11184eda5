"""Identifiers of an EIDO: the same for the same case every time, so that an update is seen as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.cases.formats.case_types import CaseData, PersonData
from bot.cases.formats.clean import identifier
from bot.cases.formats.times import stamp, zone_named


class Ids:
    """Makes the identifiers and times of one case."""

    def __init__(self, data: CaseData, host: str) -> None:
        self._data = data
        self.zone = zone_named(data.desk.timezone)
        self.host = identifier(host)

    def incident(self, code: str) -> str:
        """Return an Incident Tracking Identifier (NENA-STA-010): unique string and domain that gave it."""
        return f"urn:emergency:uid:incidentid:case{_plain(code)}:{self.host}"

    def event(self, code: str) -> str:
        """Return the identifier of an incident that several cases belong to."""
        return f"urn:emergency:uid:incidentid:event{_plain(code)}:{self.host}"

    @property
    def call(self) -> str:
        """The Call Identifier: the conversation counts as one call."""
        return f"urn:emergency:uid:callid:call{_plain(self._data.code)}:{self.host}"

    def agency(self, code: str) -> str:
        """Return an Agency Identifier, a domain name."""
        return f"{identifier(code).lower()}.{self.host}"

    def agent(self, login: str) -> str:
        """Return an Agent Identifier: a user at the agency."""
        return f"{identifier(login)}@{self.agency(self._data.desk.code)}"

    def own(self, part: str) -> str:
        """Return the identifier of another component: a string of its own, and the agency that made it."""
        unique = uuid5(NAMESPACE_URL, f"https://{self.host}/{self._data.code}/{part}").hex
        return f"urn:emergency:uid:eidodatacomponent:{unique}:{self.agency(self._data.desk.code)}"

    def person(self, person: PersonData) -> str:
        """Return the identifier of a person."""
        return self.own(f"person:{person.id}:{person.role}")

    def callback(self, person: PersonData) -> str:
        """Return the identifier of how a person is called back."""
        return self.own(f"callback:{person.id}:{person.role}")

    def time(self, moment: datetime) -> str:
        """Return a time in the desk's zone."""
        return stamp(moment, self.zone)

    def prologue(self, component: str) -> dict[str, Any]:
        """Return what every component begins with."""
        return {
            "$id": component,
            "lastUpdateTimeStamp": self.time(self._data.changed_at),
            "updatedByAgencyReference": reference(self.agency(self._data.desk.code)),
        }


def reference(component: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": component}


def _plain(code: str) -> str:
    return "".join(character for character in code if character.isalnum())
