"""Checks of single values: numbers, positions, country codes. The tables and corrections share them."""

import re
import unicodedata
from collections.abc import Mapping

from .countries import is_country
from .fields import LIST_KINDS, fields_of, value_of
from .geo import country_at
from .geometry import distance_km, valid_position
from .overlay import dial_string
from .tables import split_list

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT = re.compile(r"[*#]?[0-9]{2,12}")
# As people print numbers: digits with spaces, brackets and dashes, an extension.
_PRINTED = re.compile(r"[+(]?[0-9][0-9 ()./-]*(?: ext\.? ?[0-9]+)?")
_EMAIL = re.compile(r"[^\s@;]+@[^\s@;]+\.[^\s@;.]+")
_WEBSITE = re.compile(r"https?://[^\s/?#]+\.[^\s]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?")
_LONGEST = 300
_JAKARTA = (-6.2, 106.83)
_JAKARTA_KM = 25
# Missions that work from another country than the one they are accredited to.
_OFFICE_ELSEWHERE = {"KBRI Sana'a": "OM", "KBRI Takhta Suci Vatikan": "IT"}
# Islands and headlands so small that their point may fall outside the simplified coast.
_COAST_TOLERANCE_KM = 10.0


def is_e164(number: str) -> bool:
    """True for an international number: ``+``, country code, 7 to 15 digits."""
    return bool(_E164.fullmatch(number))


def is_dialled(number: str) -> bool:
    """True for a short or an international number as a telephone dials it."""
    return bool(_SHORT.fullmatch(number) or is_e164(number))


def near_country(lat: float, lon: float, iso2: str) -> bool:
    """True when the point, or one within a few kilometres of it, lies in the country."""
    if country_at(lat, lon) == iso2:
        return True
    step = _COAST_TOLERANCE_KM / 111.0
    return any(
        country_at(lat + north * step, lon + east * step) == iso2
        for north in (-1, -0.5, 0, 0.5, 1)
        for east in (-1, -0.5, 0, 0.5, 1)
    )


def office_country(mission: str, country: str) -> str:
    """The country in which a mission has its office, mostly the one that it works for."""
    return _OFFICE_ELSEWHERE.get(mission, country)


def near_jakarta(lat: float, lon: float) -> bool:
    """True where the embassies accredited to Indonesia are."""
    return distance_km(lat, lon, *_JAKARTA) <= _JAKARTA_KM


def cleaned(kind: str, value: str) -> str:
    """A typed value in the form of the tables: full-width digits, odd spaces and ends put right."""
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    if kind in LIST_KINDS:
        text = "; ".join(split_list(text))
    if kind == "countries":
        return text.upper()
    if kind == "position":
        return ", ".join(part.strip() for part in text.split(","))
    return text


def problem_of(name: str, row: Mapping[str, str], field: str, value: str) -> str:
    """What is wrong with a cleaned value for a field of a row, as a code; empty when nothing is.

    Codes: unknown_field, empty, too_long, no_short_number, no_local_number,
    no_international_number, no_position, outside_country, outside_jakarta, unknown_country,
    no_email, no_website.
    """
    kind = fields_of(name, row).get(field)
    if kind is None:
        return "unknown_field"
    if not value:
        return "empty"
    if len(value) > _LONGEST or any(unicodedata.category(char) == "Cc" for char in value):
        return "too_long"
    if value == value_of(name, row, field):
        return ""  # It is confirmed as it stands; the checks of the tables have seen it.
    if kind == "position":
        return _position_problem(name, row, value)
    return _text_problem(kind, value)


def _text_problem(kind: str, value: str) -> str:
    parts = split_list(value)
    if kind == "short":
        return "" if parts and all(is_dialled(part) for part in parts) else "no_short_number"
    if kind == "local":
        is_printed = len(parts) == 1 and _PRINTED.fullmatch(value) is not None
        return "" if is_printed and 2 <= len(dial_string(value)) <= 16 else "no_local_number"
    if kind == "international":
        good = [part for part in parts if _PRINTED.fullmatch(part) and is_e164(dial_string(part))]
        return "" if parts and len(good) == len(parts) else "no_international_number"
    if kind == "countries":
        return "" if parts and all(is_country(part) for part in parts) else "unknown_country"
    if kind == "email":
        return "" if _EMAIL.fullmatch(value) else "no_email"
    if kind == "website":
        return "" if _WEBSITE.fullmatch(value) else "no_website"
    return ""


def _position_problem(name: str, row: Mapping[str, str], value: str) -> str:
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return "no_position"
    lat, lon = map(float, parts)
    if not valid_position(lat, lon):
        return "no_position"
    if name == "indonesian_missions":
        where = office_country(row["name_id"], row["country_iso2"])
        return "" if near_country(lat, lon, where) else "outside_country"
    if not near_country(lat, lon, "ID"):
        return "outside_country"
    in_capital = name == "embassies_jakarta" and row["city"] == "Jakarta"
    return "outside_jakarta" if in_capital and not near_jakarta(lat, lon) else ""
