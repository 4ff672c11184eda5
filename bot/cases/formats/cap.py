"""A case as a CAP 1.2 message (OASIS Standard, 1 July 2010), with one ``info`` block a language.

It goes to named recipients, never to the public: scope Restricted within the own state, Private to a partner.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.cases.formats.cap_blocks import add, add_info
from bot.cases.formats.case_types import CaseData
from bot.cases.formats.clean import identifier
from bot.cases.formats.conduct import conduct_lines
from bot.cases.formats.grants import Grant
from bot.cases.formats.times import cap_stamp, zone_named
from bot.cases.formats.words import all_words, words_of

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
RESTRICTION = "For the desk or mission addressed only. Not to be passed on, published or publicly shown."


@dataclass(frozen=True, slots=True)
class Sent:
    """A message sent before about this case to this recipient, as ``references`` names it."""

    identifier: str
    sender: str
    at: str

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.at}"


@dataclass(frozen=True, slots=True)
class CapMessage:
    """A message, and how a later one refers to it."""

    body: bytes
    sent: Sent
    kind: str


def to_cap(
    data: CaseData, *, host: str, grant: Grant, now: datetime, earlier: Sequence[Sent] = ()
) -> CapMessage:
    """Return the message.

    Args:
        data: reduced to what the recipient may have.
        host: domain of the sender's address.
        earlier: messages about this case that this recipient has; with any, this is an Update, or a Cancel
            once the case is cancelled.
    """
    zone = zone_named(data.desk.timezone)
    sender = f"{identifier(data.desk.code)}@{identifier(host)}"
    sent = Sent(f"lindung-{data.code}-{len(earlier) + 1}-{_name(grant)}", sender, cap_stamp(now, zone))
    kind = "Alert" if not earlier else "Cancel" if data.status == "cancelled" else "Update"
    root = ET.Element(f"{{{NAMESPACE}}}alert")
    add(root, "identifier", sent.identifier)
    add(root, "sender", sent.sender)
    add(root, "sent", sent.at)
    add(root, "status", "Exercise" if data.exercise else "Actual")
    add(root, "msgType", kind)
    add(root, "source", data.desk.name)
    add(root, "scope", "Private" if grant.is_partner else "Restricted")
    if not grant.is_partner:
        add(root, "restriction", RESTRICTION)
    add(root, "addresses", _address(grant.recipient.name))
    for code in _handling(data):
        add(root, "code", code)
    note = "\n".join(conduct_lines(data, words_of("en")))
    if note:
        add(root, "note", note)
    if earlier:
        add(root, "references", " ".join(str(one) for one in earlier))
    add(root, "incidents", " ".join([data.code, *([data.incident.code] if data.incident else [])]))
    _add_infos(root, data, sender, zone)
    ET.register_namespace("", NAMESPACE)
    return CapMessage(ET.tostring(root, encoding="utf-8", xml_declaration=True), sent, kind)


def _add_infos(root: ET.Element, data: CaseData, sender: str, zone: tzinfo) -> None:
    for words in all_words():
        add_info(root, data, words, sender, zone)


def _name(grant: Grant) -> str:
    return identifier(grant.recipient.name)


def _address(name: str) -> str:
    """An address with a space is put in quotes (CAP 1.2, 3.2.1)."""
    plain = name.replace('"', "'")
    return f'"{plain}"' if any(character.isspace() for character in plain) else plain


def _handling(data: CaseData) -> list[str]:
    """Codes for special handling that a system can act on without reading."""
    rule = data.contact_rule
    codes = [("lindung:exercise", data.exercise), ("lindung:do-not-call", rule.do_not_call),
             ("lindung:watched", data.watched), ("lindung:contact-rule", rule.is_set)]  # fmt: skip
    return [code for code, holds in codes if holds]
