"""How people ask the next question, from ``nlu_data/<language>/follow_ups.yml``: "and on Saturday?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.dialogue.answer_text import HAN, Said, normalise, size
from bot.dialogue.texts import TextError

FILE_NAME = "follow_ups.yml"
MOST_WORDS, MOST_HAN = 12, 25
GENERAL = (
    "nearest", "address", "hours", "website", "map", "repeat", "next", "other_country", "cannot_call", "show_card",
)  # fmt: skip
"""Questions that belong to no case: about an address, and how the talk goes on."""


class FollowUps:
    """Phrases by language; a short message is looked through for them."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """``phrases``: language → key → phrases as trainers wrote them."""
        self._phrases = {
            language: sorted(
                ((normalise(phrase), key) for key, listed in by_key.items() for phrase in listed),
                key=lambda entry: -len(entry[0]),
            )
            for language, by_key in phrases.items()
        }

    @classmethod
    def load(cls, folder: Path) -> FollowUps:
        """Read the file of every language that has one.

        Raises:
            TextError: a file is malformed; the message names it.
        """
        return cls({path.parent.name: _read(path) for path in sorted(Path(folder).glob(f"*/{FILE_NAME}"))})

    def keys(self, language: str) -> set[str]:
        """Return the questions a language has phrases for."""
        return {key for _, key in self._phrases.get(language, ())}

    def asked(self, text: str, language: str) -> list[str]:
        """Return the keys that a message asks for, the longest phrase first; none in a long message.

        The message's own language is looked through first, then English, which people mix in.
        """
        said = Said.of(text)
        if size(said.flat) > (MOST_HAN if HAN.search(said.flat) else MOST_WORDS):
            return []
        for name in dict.fromkeys((language, "en")):
            found = self._find(said, name)
            if found:
                return found
        return []

    def _find(self, said: Said, language: str) -> list[str]:
        found: list[str] = []
        taken = bytearray(len(said.flat))
        for phrase, key in self._phrases.get(language, ()):
            for start, end in said.find(phrase):
                # A phrase inside a longer one that was found means nothing of its own.
                if not any(taken[start:end]):
                    taken[start:end] = b"\x01" * (end - start)
                    found.append(key)
        return list(dict.fromkeys(found))


def _read(path: Path) -> Mapping[str, Sequence[str]]:
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    listed = content.get("follow_ups") if isinstance(content, dict) else None
    if not isinstance(listed, dict) or not all(isinstance(phrases, list) for phrases in listed.values()):
        raise TextError(f"{path} must have one key, 'follow_ups', with a list of phrases for each question.")
    return {key: [str(phrase) for phrase in phrases] for key, phrases in listed.items()}
