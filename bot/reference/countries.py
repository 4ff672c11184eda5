"""Names of countries in four languages, demonyms, and what a phone prefix hints at."""

import re
from dataclasses import dataclass
from functools import cache

from .tables import normal_iso2, split_list, table

LANGUAGES = ("en", "id", "zh", "fr")


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory with its names. ``aliases`` mix all languages and scripts."""

    iso2: str
    names: dict[str, str]
    traditional_name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name and alias once."""
        return tuple(dict.fromkeys((*self.names.values(), self.traditional_name, *self.aliases)))


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO 3166 alpha-2 code (with XK, AC, TA)."""
    return {
        row["iso2"]: Country(
            iso2=row["iso2"],
            names={language: row[f"name_{language}"] for language in LANGUAGES},
            traditional_name=row["name_zh_hant"],
            aliases=split_list(row["aliases"]),
            demonyms=split_list(row["demonyms_en"]) + split_list(row["demonyms_fr"]),
        )
        for row in table("countries")
    }


def is_country(iso2: object) -> bool:
    """True for a code that has a row."""
    return normal_iso2(iso2) in countries()


def country_name(iso2: str, language: str = "en", script: str | None = None) -> str:
    """The name in one of the four languages; ``script`` ``Hant`` gives traditional characters.

    An unknown language gives English; an unknown code gives the code itself, so that a
    sentence never breaks.
    """
    country = countries().get(normal_iso2(iso2))
    if country is None:
        return iso2 if isinstance(iso2, str) else ""
    if language == "zh" and script == "Hant":
        return country.traditional_name
    return country.names.get(language) or country.names["en"]


def country_of_phone(phone: str) -> str | None:
    """The country whose prefix a phone number in international form has, else None.

    Only a hint at nationality: it never decides place or desk of a critical case.
    """
    # Imported here: the number metadata take a while to load, and few calls need them.
    import phonenumbers

    digits = re.sub(r"[^\d+]", "", phone) if isinstance(phone, str) else ""
    try:
        parsed = phonenumbers.parse(digits if digits.startswith("+") else f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(parsed)
    if region is None and parsed.country_code is not None:
        region = phonenumbers.region_code_for_country_code(parsed.country_code)
    return region if region in countries() else None
