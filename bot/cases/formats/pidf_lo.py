"""A place as a PIDF-LO document (RFC 4119, RFC 5139, RFC 5491): a point or circle, else a civic address."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, tzinfo

from bot.cases.formats.case_types import PlaceData
from bot.cases.formats.clean import xml_text
from bot.cases.formats.times import stamp

PIDF = "urn:ietf:params:xml:ns:pidf"
GEOPRIV = "urn:ietf:params:xml:ns:pidf:geopriv10"
POLICY = "urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy"
CIVIC = "urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"
GML = "http://www.opengis.net/gml"
SHAPES = "http://www.opengis.net/pidflo/1.0"
WGS84 = "urn:ogc:def:crs:EPSG::4326"
METRES = "urn:ogc:def:uom:EPSG::9001"
KEPT_FOR = timedelta(days=30)
METHODS = {"position": "GPS"}
"""How it was found, from the IANA registry of location methods; all else was told by a person."""


def position_document(place: PlaceData, entity: str, moment: datetime, zone: tzinfo) -> str:
    """Return the position sent as a point, or as a circle where its accuracy is known.

    Args:
        place: with coordinates.
        entity: URI of whom it is about.
        moment: when the position was taken.
    """
    root, info = _frame(entity, moment, zone, METHODS.get(place.source or "", "Manual"))
    has_radius = bool(place.accuracy_m)
    shape = ET.SubElement(info, f"{{{SHAPES}}}Circle" if has_radius else f"{{{GML}}}Point", srsName=WGS84)
    ET.SubElement(shape, f"{{{GML}}}pos").text = f"{place.latitude:.6f} {place.longitude:.6f}"
    if has_radius:
        ET.SubElement(shape, f"{{{SHAPES}}}radius", uom=METRES).text = f"{place.accuracy_m:.0f}"
    return ET.tostring(root, encoding="unicode")


def address_document(place: PlaceData, entity: str, moment: datetime, zone: tzinfo) -> str:
    """Return the place in words: the country, and the words as additional location text (LOC)."""
    root, info = _frame(entity, moment, zone, "Manual")
    address = ET.SubElement(info, f"{{{CIVIC}}}civicAddress")
    if place.country:
        ET.SubElement(address, f"{{{CIVIC}}}country").text = place.country
    if place.words:
        ET.SubElement(address, f"{{{CIVIC}}}LOC").text = xml_text(place.words)
    return ET.tostring(root, encoding="unicode")


def _frame(entity: str, moment: datetime, zone: tzinfo, method: str) -> tuple[ET.Element, ET.Element]:
    """Return the document and its location-info. Passing it on is forbidden: each recipient is asked for."""
    root = ET.Element(f"{{{PIDF}}}presence", entity=entity)
    entry = ET.SubElement(root, f"{{{PIDF}}}tuple", id="place")
    status = ET.SubElement(entry, f"{{{PIDF}}}status")
    geopriv = ET.SubElement(status, f"{{{GEOPRIV}}}geopriv")
    info = ET.SubElement(geopriv, f"{{{GEOPRIV}}}location-info")
    rules = ET.SubElement(geopriv, f"{{{GEOPRIV}}}usage-rules")
    ET.SubElement(rules, f"{{{POLICY}}}retransmission-allowed").text = "false"
    ET.SubElement(rules, f"{{{POLICY}}}retention-expiry").text = stamp(moment + KEPT_FOR, zone)
    ET.SubElement(geopriv, f"{{{GEOPRIV}}}method").text = method
    ET.SubElement(entry, f"{{{PIDF}}}timestamp").text = stamp(moment, zone)
    return root, info
