"""Notes of an EIDO, in HTML5 as the standard wants: conduct first, then answers, then what was said."""

from __future__ import annotations

from html import escape
from typing import Any

from bot.cases.formats.case_types import CaseData
from bot.cases.formats.conduct import answer_line, conduct_lines
from bot.cases.formats.eido_ids import Ids
from bot.cases.formats.words import Words, all_words


def notes(data: CaseData, ids: Ids) -> list[dict[str, Any]]:
    """Return the notes; that on conduct is the first, in every language."""
    texts = [
        ("conduct", _in_all_languages(lambda words: "<br>".join(map(escape, conduct_lines(data, words))))),
        ("answers", _in_all_languages(lambda words: escape(answer_line(data, words)))),
        ("reason", _paragraph(data.reason)),
        ("own_words", "".join(_paragraph(f"{f.name}: {f.text}") for f in data.facts if f.text)),
        ("history", "".join(_paragraph(_step(ids, event.at, event.kind)) for event in data.timeline)),
        *((f"message:{one.id}", _message(ids, one)) for one in data.messages),
    ]
    return [
        {**ids.prologue(ids.own(f"note:{name}")), "notesActionComments": text} for name, text in texts if text
    ]


def _in_all_languages(write: Any) -> str:
    written: list[tuple[Words, str]] = [(words, write(words)) for words in all_words()]
    return "".join(f'<p lang="{words.language}">{text}</p>' for words, text in written if text)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text.strip() else ""


def _step(ids: Ids, at: Any, kind: str) -> str:
    return f"{ids.time(at)} {kind}"


def _message(ids: Ids, message: Any) -> str:
    language = f' lang="{escape(message.language)}"' if message.language else ""
    said = escape(message.text) or escape(f"[{message.kind}]")
    return f"<p{language}>{escape(ids.time(message.at))} {escape(message.author)}: {said}</p>"
