"""The model as the service uses it: ``screen`` every message at once, ``understand`` it after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.nlu import language as languages
from bot.nlu.bundle import Bundle
from bot.nlu.embedding import embed, excerpt
from bot.nlu.errors import ModelCorrupt
from bot.nlu.features import Vocabulary, ngrams
from bot.nlu.ranking import consistent, with_rules
from bot.nlu.results import UNKNOWN_TOPIC, Entity, Screening, Understanding
from bot.nlu.rules import Hit, RuleSet
from bot.nlu.script import HanForms
from bot.nlu.stage import Full, Opinion, Screen
from bot.nlu.text import clean, plain_view, rule_view
from bot.nlu.urgency import Thresholds, Verdict, danger_probability, decide


class EntityFinder(Protocol):
    """Finds the facts in a text, as ``bot.nlu.entities.EntityFinder``."""

    def __call__(self, text: str, language: str, now: dt.datetime | None = None, region: str = "") -> Iterable[Entity]:
        """Return the entities in order of their place in the text."""


Ranking = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What both stages take from a text: its plain form, rule hits and the screen's opinion."""

    plain: str
    view: str
    hits: list[Hit]
    opinion: Opinion
    language: str
    script: str


class Nlu:
    """A loaded model. Safe to share between threads: nothing changes after loading."""

    def __init__(self, bundle: Bundle, entity_finder: EntityFinder | None = None) -> None:
        """Build the model from a checked bundle. Raises ModelCorrupt."""
        facts = bundle.facts
        try:
            self.version: str = bundle.version
            self.topics: list[str] = facts["topics"]
            self._floors: dict[str, str] = facts["floors"]
            self._seen: dict[str, list[str]] = facts["urgencies"]
            self._language_classes: list[str] = facts["languages"]
            words = bundle.arrays("vocabulary")
            self._vocabulary = Vocabulary(
                bytes(words["terms"]).decode("utf-8").split("\n"), words["idf"], int(words["words"])
            )
            self._screen = Screen(bundle)
            self._full = Full(bundle, self._screen)
            self._rules = RuleSet(bundle.document("rules"))
            han = bundle.document("han")
            self._han = HanForms(han["simplified"], han["traditional"], han["to_simplified"])
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ModelCorrupt(bundle.directory, f"a part is missing ({error})") from error
        self._critical = np.array([self._floors[topic] == "critical" for topic in self.topics])
        self._entity_finder = entity_finder

    @classmethod
    def load(cls, directory: Path | str, entity_finder: EntityFinder | None = None) -> Nlu:
        """Read a trained model. ``entity_finder``: finds the facts in a text; without it there are none.

        Raises ModelMissing or ModelCorrupt.
        """
        return cls(Bundle(Path(directory)), entity_finder)

    def screen(self, text: str, history: str | None = None) -> Screening:
        """Return language and danger of a message by rules and n-grams alone, in about a millisecond."""
        reading = self._read(text, None, history)
        verdict = self._judge(reading.opinion, self._screen.thresholds, reading)
        topic, confidence = self._ranking(reading.opinion, verdict.urgency, reading)[0]
        return Screening(
            language=reading.language,
            script=reading.script,
            urgency=verdict.urgency,
            critical=verdict.urgency == "critical",
            topic=topic,
            confidence=confidence,
            reasons=verdict.reasons,
        )

    def understand(
        self,
        text: str,
        language: str | None = None,
        history: str | None = None,
        now: dt.datetime | None = None,
        region: str = "",
    ) -> Understanding:
        """Return the full reading of a message, which is never calmer than the screen's.

        ``language``: what is known for certain, else it is detected; ``now``: the traveller's own time, aware;
        ``region``: ISO 3166 code of the country whose national phone numbers are likely.
        """
        reading = self._read(text, language, history)
        vector = embed(excerpt(reading.plain, self._pointed_at(reading)))
        opinion = self._full.read(reading.opinion, vector)
        verdict = self._judge(opinion, self._full.thresholds, reading)
        screened = self._judge(reading.opinion, self._screen.thresholds, reading)
        verdict = verdict.or_higher(screened)
        ranking = self._ranking(opinion, verdict.urgency, reading)
        given = text if isinstance(text, str) else str(text or "")
        found = self._entity_finder(given, reading.language, now, region) if self._entity_finder else ()
        return Understanding(
            text=given,
            language=reading.language,
            script=reading.script,
            urgency=verdict.urgency,
            topic=ranking[0][0],
            confidence=ranking[0][1],
            ranking=ranking,
            reasons=verdict.reasons,
            entities=list(found),
            danger=round(verdict.danger, 4),
        )

    def _pointed_at(self, reading: _Reading) -> Callable[[str], bool]:
        pieces = [reading.view[hit.start : hit.end] for hit in reading.hits]
        simplified = self._han.to_simplified
        return lambda sentence: any(piece in rule_view(sentence, simplified) for piece in pieces)

    def _read(self, text: str, language: str | None, history: str | None) -> _Reading:
        cleaned = clean(text)
        simplified = self._han.to_simplified
        view = rule_view(cleaned, simplified)
        plain = plain_view(cleaned, simplified)
        hits = self._rules.match(view)
        ids, values = self._vocabulary.vector(ngrams(plain))
        opinion = self._screen.read(ids, values)
        latin = languages.served_part(self._screen.languages(opinion), self._language_classes)
        detected, script = languages.decide(cleaned, latin, self._han, history)
        spoken = languages.known(language) or detected
        return _Reading(plain, view, hits, opinion, spoken, script)

    def _judge(self, opinion: Opinion, thresholds: Thresholds, reading: _Reading) -> Verdict:
        if not reading.plain:
            return Verdict("routine", 0.0, ["the message is empty"])
        danger = danger_probability(
            thresholds, opinion.margins, float(opinion.topics[self._critical].sum())
        )
        best = int(opinion.topics.argmax())
        name = self.topics[best]
        top = (name, float(opinion.topics[best]), self._floors[name])
        return decide(reading.hits, danger, opinion.pressing, top, reading.language, thresholds)

    def _ranking(self, opinion: Opinion, urgency: str, reading: _Reading) -> Ranking:
        if not reading.plain:
            return [(UNKNOWN_TOPIC, 0.0)]
        topics = with_rules(opinion.topics, self.topics, reading.hits)
        return consistent(topics, self.topics, self._seen, urgency)
