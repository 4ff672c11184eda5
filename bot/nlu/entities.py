"""Facts in a text: places, codes, phones, plates, numbers of people, dates and times. Service only.

A blank spaCy pipeline with matchers; no statistical model. Loading spaCy takes a second, so it waits for
the first text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from bot.nlu import entity_patterns as patterns
from bot.nlu.results import Entity
from bot.nlu.text import CJK, MAX_CHARACTERS

GazetteerRow = tuple[str, str, str, str]
"""Name as people write it, kind (country, city or mission), ISO 3166 code in two letters, canonical name."""

_TOKEN = re.compile(rf"[{CJK}]|(?:(?![{CJK}])\w)+|[^\w\s]")
_HOME_REGION = "ID"
_ZH_AFTERNOON = ("下午", "晚上", "晚")


class EntityFinder:
    """Finds entities; call it with a text and its language."""

    def __init__(
        self, gazetteer: Iterable[GazetteerRow] = (), today: Callable[[], dt.date] = dt.date.today
    ) -> None:
        """``gazetteer``: the places to know, in every language; ``today``: the day that "tomorrow" counts from."""
        self._rows = list(gazetteer)
        self._today = today

    def __call__(self, text: str, language: str) -> list[Entity]:
        """Return the entities in order of their place in the text; of overlapping ones the first kind wins."""
        read = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        found: list[Entity] = []
        for finder in (self._codes, self._phones, self._plates, self._dates, self._times, self._people, self._places):
            for entity in finder(read):
                if all(entity.end <= other.start or entity.start >= other.end for other in found):
                    found.append(entity)
        return sorted(found, key=lambda entity: entity.start)

    def _codes(self, text: str) -> Iterator[Entity]:
        for match in patterns.CASE_CODE.finditer(text):
            written_with_digits = any(char.isdigit() for char in match.group(2))
            if match.group().count("-") == 2 or (match.group().isupper() and written_with_digits):
                yield _entity("case_code", match, "-".join(match.groups()).upper())

    def _phones(self, text: str) -> Iterator[Entity]:
        import phonenumbers

        for match in phonenumbers.PhoneNumberMatcher(text, _HOME_REGION):
            value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            region = phonenumbers.region_code_for_number(match.number) or ""
            yield Entity("phone", match.raw_string, value, match.start, match.end, region)

    def _plates(self, text: str) -> Iterator[Entity]:
        for match in patterns.PLATE_AFTER_WORD.finditer(text):
            if any(char.isdigit() for char in match.group(1)):
                yield Entity("plate", match.group(1), _squeezed(match.group(1)), *match.span(1))
        for pattern in patterns.PLATES:
            for match in pattern.finditer(text):
                yield _entity("plate", match, _squeezed(match.group()))

    def _dates(self, text: str) -> Iterator[Entity]:
        today = self._today()
        for match in patterns.ISO_DATE.finditer(text):
            yield from _date(match, *map(int, match.groups()))
        for match in patterns.DAY_FIRST_DATE.finditer(text):
            day, month, year = map(int, match.groups())
            yield from _date(match, year, month, day)
        for match in patterns.ZH_DATE.finditer(text):
            yield from _date(match, today.year, int(match.group(1)), int(match.group(2)))
        for match in patterns.NAMED_DATE.finditer(text):
            month = patterns.MONTHS.get(match.group(2).lower(), 0)
            yield from _date(match, int(match.group(3) or today.year), month, int(match.group(1)))
        for match in self._day_words.finditer(text):
            shift = patterns.DAYS[match.group().lower().replace("\u2019", "'")]
            yield _entity("date", match, (today + dt.timedelta(days=shift)).isoformat())

    def _times(self, text: str) -> Iterator[Entity]:
        for pattern in patterns.TIMES:
            for match in pattern.finditer(text):
                half = (match.group(3) or "").lower()
                hour = int(match.group(1)) % 12 + 12 * (half == "pm") if half else int(match.group(1))
                yield _entity("time", match, f"{hour:02}:{int(match.group(2) or 0):02}")
        for match in patterns.ZH_TIME.finditer(text):
            part, hour_text, rest = match.groups()
            hour = patterns.zh_number(hour_text)
            if part in _ZH_AFTERNOON and hour < 12:
                hour += 12
            minute = 30 if rest == "半" else int("".join(filter(str.isdigit, rest or "")) or 0)
            if hour < 24:
                yield _entity("time", match, f"{hour:02}:{minute:02}")

    def _people(self, text: str) -> Iterator[Entity]:
        for match in patterns.ZH_PEOPLE.finditer(text):
            yield _entity("people", match, str(patterns.zh_number(match.group(1))))
        doc = self._doc(text)
        for _, start, end in self._people_matcher(doc):
            number = doc[start].lower_
            if number not in patterns.NOT_WITH_ONE:
                value = patterns.NUMBERS.get(number, number)
                yield self._from_span("people", doc[start:end], str(value), "")

    def _places(self, text: str) -> Iterator[Entity]:
        doc = self._doc(text)
        spans = [(end - start, -start, key, start, end) for key, start, end in self._place_matcher(doc)]
        for _, _, key, start, end in sorted(spans, reverse=True):
            span = doc[start:end]
            if span.text.islower() and span.text in patterns.AMBIGUOUS_PLACES:
                continue
            _, kind, country, canonical = self._rows[int(self._nlp.vocab.strings[key])]
            yield self._from_span(kind, span, canonical, country)

    def _doc(self, text: str) -> Any:
        return self._nlp.make_doc(text)

    @staticmethod
    def _from_span(kind: str, span: Any, value: str, country: str) -> Entity:
        return Entity(kind, span.text, value, span.start_char, span.end_char, country)

    @cached_property
    def _day_words(self) -> re.Pattern[str]:
        words = sorted(patterns.DAYS, key=len, reverse=True)
        choices = "|".join(re.escape(word).replace("'", "['\u2019]") for word in words)
        return re.compile(rf"(?<![a-zà-ÿ])(?:{choices})(?![a-zà-ÿ])", re.IGNORECASE)

    @cached_property
    def _nlp(self) -> Any:
        import spacy

        nlp = spacy.blank("xx")
        nlp.tokenizer = _Tokenizer(nlp.vocab)
        return nlp

    @cached_property
    def _people_matcher(self) -> Any:
        from spacy.matcher import Matcher

        matcher = Matcher(self._nlp.vocab)
        number = {"LOWER": {"IN": list(patterns.NUMBERS)}}
        digits = {"TEXT": {"REGEX": r"^[0-9]{1,4}$"}}
        people = {"LOWER": {"IN": list(patterns.PEOPLE)}}
        matcher.add("people", [[first, people] for first in (number, digits)])
        return matcher

    @cached_property
    def _place_matcher(self) -> Any:
        from spacy.matcher import PhraseMatcher

        matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        for number, (name, *_) in enumerate(self._rows):
            if name.strip():
                matcher.add(str(number), [self._nlp.make_doc(name)])
        return matcher


class _Tokenizer:
    """Words of letters, single Han and kana characters, single signs: the same for every language."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Any:
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        end = 0
        for match in _TOKEN.finditer(text):
            self._fill(text[end : match.start()], words, spaces)
            words.append(match.group())
            spaces.append(False)
            end = match.end()
        self._fill(text[end:], words, spaces)
        return Doc(self._vocab, words=words, spaces=spaces)

    @staticmethod
    def _fill(gap: str, words: list[str], spaces: list[bool]) -> None:
        # One plain space belongs to the word before it, as spaCy has it; anything else is a token.
        if gap.startswith(" ") and words:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)


def _entity(kind: str, match: re.Match[str], value: str) -> Entity:
    text = match.group().rstrip()
    return Entity(kind, text, value, match.start(), match.start() + len(text))


def _squeezed(plate: str) -> str:
    return re.sub(r"[\s-]+", " ", plate).strip().upper()


def _date(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Entity]:
    try:
        yield _entity("date", match, dt.date(year, month, day).isoformat())
    except ValueError:
        # The 31st of February, or a word that is no month.
        return
