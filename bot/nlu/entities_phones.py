"""Phone numbers as people type them: international, of their own country, or of the one where they are."""

from __future__ import annotations

from collections.abc import Iterator

from bot.nlu import entity_patterns_phones as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.results import Entity

HOME_REGION = "ID"
_LOOK_BACK = 32
_LOOK_AHEAD = 12


def phones(reading: Reading, language: str, region: str = "") -> Iterator[Entity]:
    """Yield phone numbers.

    Args:
        reading: the text.
        language: French writers mean French numbers where the figures fit several countries.
        region: ISO 3166 code of the country whose national numbers are likely; the home country is always read.
    """
    text = reading.text
    for match in patterns.CANDIDATE.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        after = text[match.end() : match.end() + _LOOK_AHEAD]
        if _is_something_else(match.group(), before, after):
            continue
        named = patterns.last_is_phone_word(before)
        for start, end in _cuts(match.group()):
            written = match.group()[start:end]
            found = _french(written, language, region) or _parsed(
                written, _regions(written, language, region, named, text), named
            )
            if found:
                value, country = found
                first, last = match.start() + start, match.start() + end
                yield reading.entity("phone", first, last, value, country)
                break


def _is_something_else(written: str, before: str, after: str) -> bool:
    if patterns.MONEY_BEFORE.search(before) or patterns.AMOUNT_AFTER.match(after):
        return True
    if written.startswith("+"):
        return False
    if patterns.DATE.fullmatch(written) or patterns.THOUSANDS.fullmatch(written):
        return True
    return patterns.last_is_phone_word(before) is False


def _cuts(written: str) -> Iterator[tuple[int, int]]:
    """Yield the whole, then without the last or first group: "0812 3456 7890 2 orang"."""
    groups = [match.span() for match in patterns.GROUP.finditer(written)]
    first, last = 0, groups[-1][1]
    single = len(groups) > 1 and groups[-1][1] - groups[-1][0] == 1 and written[groups[-1][0] - 1] == " "
    if not single:
        yield first, last
    if len(groups) > 1:
        yield first, groups[-2][1]
        yield groups[1][0], last
    if len(groups) > 2:
        yield first, groups[-3][1]


def _french(written: str, language: str, region: str) -> tuple[str, str] | None:
    """Return a French number, of a landline too, from a French text or written in pairs."""
    digits = "".join(filter(str.isdigit, written))
    french = language == "fr" or patterns.PAIRS.fullmatch(written)
    return _valid(digits, "FR") if french and region in ("", "FR") and patterns.FRENCH.fullmatch(digits) else None


def _regions(written: str, language: str, region: str, named: bool | None, text: str) -> list[str]:
    """Return whose mobile numbers the figures may be, the likeliest first."""
    digits = "".join(filter(str.isdigit, written))
    likely = [region] if region else []
    for shape, codes, needs_word in patterns.SHAPES:
        if shape.fullmatch(digits) and (named or not needs_word):
            likely += codes
    if language == "en" and patterns.AUSTRALIAN.fullmatch(digits):
        likely.append("AU")
    if named and len(digits) == 8:
        likely += [code for word, code in patterns.SHORT_NUMBER_PLACES if word in text]
    return likely


def _parsed(written: str, regions: list[str], named: bool | None) -> tuple[str, str] | None:
    """Return the number in E.164 and its country; None when it is no valid number."""
    digits = "".join(filter(str.isdigit, written))
    if written.startswith("+") or digits.startswith("00"):
        return _valid("+" + digits.lstrip("0"), None)
    for region in dict.fromkeys(regions):
        found = _valid(digits, region, mobile=True)
        if found:
            return found
    if patterns.WITHOUT_PLUS.match(digits) and (named or len(digits) > 10):
        found = _valid("+" + digits, None, mobile=True)
        if found:
            return found
    if digits.startswith("0"):
        return _valid(digits, HOME_REGION) or next(filter(None, (_valid(digits, code) for code in regions[:1])), None)
    return None


def _valid(number: str, region: str | None, mobile: bool = False) -> tuple[str, str] | None:
    # Imported here: the number metadata take a while to load, and few texts need them.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    types = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if mobile and phonenumbers.number_type(parsed) not in types:
        return None
    value = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return value, phonenumbers.region_code_for_number(parsed) or ""
