"""What was said before a message, and how it is read in that light.

The service keeps its own state of a conversation and asks with forms (``bot.dialogue``); this is the same idea for
readers that have only the words: the command line, evaluation, other systems.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.nlu.results import UNKNOWN_TOPIC, Understanding
from bot.nlu.text import CJK

_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?|other")
_OWN = ("bot", "assistant", "operator", "service", "system", "lindung")
# A message this short leans on what was said before.
_SHORT_WORDS, _SHORT_HAN = 5, 8
_WORD = re.compile(rf"[{CJK}]|(?:(?![{CJK}])\w)+")
_UNSURE = 0.6
_QUESTION = ("?", "\uff1f")
_FACTS = frozenset(("people", "phone", "plate", "time", "date", "city", "country", "case_code"))


class Reader(Protocol):
    """A model, or the rules alone."""

    def understand(self, text: str, language: str | None = None, history: str | None = None) -> Understanding:
        """Return the full reading."""


@dataclass(frozen=True, slots=True)
class Talk:
    """``language``: what the sender wrote in so far, such as ``fr`` or ``zh-Hant``; ``said``: the sender's messages,
    oldest first; ``asked``: what the service said last, after all of them.
    """

    language: str | None = None
    said: tuple[str, ...] = ()
    asked: str = ""


def read_talk(history: Any) -> Talk:
    """Return a history given as a language, a text, or a list of texts and of objects with text and sender.

    Whatever cannot be read counts as nothing said.
    """
    if isinstance(history, str):
        return Talk(language=history) if _CODE.fullmatch(history.strip()) else Talk(said=(history,))
    if isinstance(history, Mapping):
        history = history.get("messages") or [history]
    if not isinstance(history, Sequence):
        return Talk()
    language, said, asked = None, [], ""
    for item in history:
        text, own, spoken = _message(item)
        language = spoken or language
        if own:
            asked = text
        elif text:
            said.append(text)
            asked = ""
    return Talk(language, tuple(said), asked)


def _message(item: Any) -> tuple[str, bool, str | None]:
    """Return the text of one entry, whether it is the service's, and its language if given."""
    if isinstance(item, str):
        return item, False, None
    if not isinstance(item, Mapping):
        return "", False, None
    text = next((item[key] for key in ("text", "message", "content") if isinstance(item.get(key), str)), "")
    sender = next((str(item[key]).lower() for key in ("from", "role", "sender", "author") if key in item), "")
    language = item.get("language")
    return text, sender in _OWN, language if isinstance(language, str) else None


def understand(reader: Reader, text: str, language: str | None = None, history: Any = None) -> Understanding:
    """Return the reading of a message in the light of what was said before it."""
    talk = read_talk(history)
    before: Understanding | None = None
    spoken = talk.language
    for earlier in talk.said[-3:]:
        read = reader.understand(earlier, history=spoken)
        spoken = _tag(read) if read.language != "other" else spoken
        if before is None or read.critical or not before.critical:
            before = read
    alone = reader.understand(text, language, spoken)
    if alone.critical or not _leans(text):
        return alone
    asked_about_danger = talk.asked.rstrip().endswith(_QUESTION) and reader.understand(talk.asked).critical
    if alone.topic == "chat_affirm" and asked_about_danger:
        topic = before.topic if before and before.critical else "emergency_unspecified"
        return _raised(alone, topic, "said yes when asked about danger")
    if before is None or not before.critical:
        return alone
    if _is_fact(text, alone):
        return _as_fact(alone)
    if alone.confidence < _UNSURE or alone.topic == UNKNOWN_TOPIC:
        return _raised(alone, before.topic, "follows a cry for help")
    return alone


def _is_fact(text: str, read: Understanding) -> bool:
    """Tell whether a short text is a number, a name or a place, as an answer to a question is."""
    if read.topic in ("chat_location", "case_add_information"):
        return True
    return any(char.isdigit() for char in text) or any(entity.kind in _FACTS for entity in read.entities)


def _as_fact(read: Understanding) -> Understanding:
    if read.topic in ("chat_location", "case_add_information"):
        return read
    ranking = [("case_add_information", read.confidence), *read.ranking]
    return replace(read, topic="case_add_information", ranking=ranking, reasons=["adds to a cry for help"])


def _tag(read: Understanding) -> str:
    return f"{read.language}-{read.script}" if read.language == "zh" else read.language


def _leans(text: str) -> bool:
    words = _WORD.findall(text)
    han = sum(bool(re.match(rf"[{CJK}]", word)) for word in words)
    return len(words) - han <= _SHORT_WORDS and han <= _SHORT_HAN


def _raised(read: Understanding, topic: str, reason: str) -> Understanding:
    ranking = [(topic, 1.0), *((name, share) for name, share in read.ranking if name != topic)]
    return replace(
        read,
        urgency="critical",
        topic=topic,
        confidence=1.0,
        ranking=ranking,
        reasons=[reason, *read.reasons],
    )
