"""The deck: every card in every language and script, ready to be shown and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.phrases.cards import Card, Structure, read_structure
from bot.phrases.wording import Wording, Words, read_wording

FALLBACK = "en"
LANGUAGES = ("id", "en", "zh", "fr")
ToScript = Callable[[str, str, str], str]
"""Text, language and script in; the text in that script out."""


@dataclass(frozen=True)
class Step:
    """What was asked of a traveller: the card, and the code of the answer (empty while there is none)."""

    card: str
    code: str = ""


class Deck:
    """Looks cards up by key, language and script."""

    def __init__(self, structure: Structure, wordings: Mapping[str, Wording], to_script: ToScript) -> None:
        self.structure = structure
        self._wordings = wordings
        self._to_script = to_script

    @classmethod
    def load(cls, folder: Path, to_script: ToScript) -> Deck:
        """Read the structure and the words of every language below ``folder``.

        Raises:
            CardsError: something is missing in some language; nothing is served half.
        """
        structure = read_structure()
        return cls(structure, {name: read_wording(folder, name, structure) for name in LANGUAGES}, to_script)

    def card(self, key: str) -> Card | None:
        """Return a card; None when there is none of this key."""
        return self.structure.cards.get(key)

    def words(self, key: str, language: str | None, script: str = "Latn") -> Words:
        """Return a card in a language and script; English where the language is not one of ours."""
        wording = self._wording(language)
        plain = wording.cards[key]
        if wording.language != "zh" or script != "Hant":
            return plain

        def turn(text: str) -> str:
            return self._to_script(text, wording.language, script)

        return Words(
            turn(plain.title),
            turn(plain.text),
            {code: turn(text) for code, text in plain.answers.items()},
            {code: turn(text) for code, text in plain.read.items()},
            plain.review,
        )

    def alike(self, card: Card, language: str | None) -> dict[str, str]:
        """Return how other cards word the same answers ("Done", "I cannot"), words to code; of instructions
        and closings, whose answers mean the same on each of them."""
        if card.kind not in ("instruction", "closing"):
            return {}
        wording = self._wording(language)
        return {
            wording.cards[other.key].answers[code]: code
            for other in self.structure.cards.values()
            if other.kind == card.kind
            for code in other.answers
            if code in card.answers
        }

    def set_name(self, name: str, language: str | None) -> str:
        """Return what a set is called."""
        return self._wording(language).sets[name]

    def review(self, language: str | None, key: str = "") -> str:
        """Return the state of review of a language, or of one card in it."""
        wording = self._wording(language)
        return (wording.cards[key].review if key else "") or wording.review

    def read(self, key: str, code: str, language: str | None) -> str:
        """Return how an answer reads in the case file; a number or unknown code stays itself."""
        if key not in self.structure.cards:
            return code
        return self._wording(language).cards[key].read.get(code, code)

    def read_field(self, name: str, code: str, language: str | None) -> str:
        """Return how a code of a field reads, from the first card that has it; empty when none has."""
        card = self.structure.card_of_answer(name, code)
        return self.read(card.key, code, language) if card else ""

    def title_of_field(self, name: str, language: str | None) -> str:
        """Return what a field is about, from the first card that fills it; empty when none does."""
        card = self.structure.card_of_field(name)
        return self._wording(language).cards[card.key].title if card else ""

    def next_card(self, steps: Iterable[Step], facts: Mapping[str, str], first_sets: Iterable[str]) -> str:
        """Return the card to propose: what the newest answer leads to, else the next one of the sets.

        Args:
            steps: what was asked, the newest last.
            facts: what is known, code by field.
            first_sets: sets to go through when no answer leads anywhere.
        """
        asked = list(steps)
        done = {step.card for step in asked}
        for step in reversed(asked):
            target = self._after(step, facts) if step.code else ""
            if target:
                if target not in done:
                    return target
                break
        listed = (key for name in first_sets for key in self.structure.sets.get(name, ()))
        return next((key for key in listed if key not in done and self._is_unknown(key, facts)), "")

    def _after(self, step: Step, facts: Mapping[str, str]) -> str:
        card = self.structure.cards.get(step.card)
        target = card.then.get(step.code, "") if card else ""
        if not card or not target:
            return ""
        for name, code in card.only_if.get(step.code, {}).items():
            if not facts.get(name):
                asks = self.structure.card_of_field(name)
                return asks.key if asks else ""
            if facts[name] != code:
                return ""
        return target

    def _is_unknown(self, key: str, facts: Mapping[str, str]) -> bool:
        card = self.structure.cards[key]
        return card.kind in ("question", "number", "text") and not facts.get(card.field)

    def _wording(self, language: str | None) -> Wording:
        return self._wordings.get(language or FALLBACK) or self._wordings[FALLBACK]
