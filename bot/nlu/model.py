"""The model as the service uses it: ``screen`` every message at once, ``understand`` it after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu import language as languages
from bot.nlu.bundle import Bundle
from bot.nlu.classifier import Head, LinearModel
from bot.nlu.embedding import embed, excerpt
from bot.nlu.errors import ModelCorrupt
from bot.nlu.features import FloatArray, Vocabulary, ngrams
from bot.nlu.ranking import consistent
from bot.nlu.results import Entity, Screening, Understanding
from bot.nlu.rule_marks import rule_marks
from bot.nlu.rules import Hit, RuleSet
from bot.nlu.script import HanForms
from bot.nlu.text import clean, lowered, rule_view
from bot.nlu.urgency import Thresholds, Verdict, danger_probability, decide

EntityFinder = Callable[[str, str], Iterable[Entity]]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What both stages take from a text: its cleaned form, rule hits, n-grams and the screen's scores."""

    cleaned: str
    view: str
    hits: list[Hit]
    marks: FloatArray
    ids: NDArray[np.intp]
    values: FloatArray
    scores: FloatArray
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
            self._thresholds = {
                stage: Thresholds(tuple(values["danger"]), values["critical"], values["urgent"])
                for stage, values in facts["thresholds"].items()
            }
            words = bundle.arrays("vocabulary")
            self._vocabulary = Vocabulary(
                bytes(words["terms"]).decode("utf-8").split("\n"), words["idf"], int(words["words"])
            )
            self._screen = _model(bundle, "screen")
            self._full = _model(bundle, "full")
            self._mean, self._scale = bundle.arrays("full")["mean"], bundle.arrays("full")["scale"]
            self._rules = RuleSet(bundle.document("rules"))
            han = bundle.document("han")
            self._han = HanForms(han["simplified"], han["traditional"], han["to_simplified"])
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ModelCorrupt(bundle.directory, f"a part is missing ({error})") from error
        self._critical = np.array([self._floors[topic] == "critical" for topic in self.topics])
        self._entity_finder = entity_finder

    @classmethod
    def load(cls, directory: Path | str, entity_finder: EntityFinder | None = None) -> Nlu:
        """Read a trained model. ``entity_finder``: takes (text, language), as ``EntityFinder`` of ``entities``.

        Raises ModelMissing or ModelCorrupt.
        """
        return cls(Bundle(Path(directory)), entity_finder)

    def screen(self, text: str, history: str | None = None) -> Screening:
        """Return language and danger of a message by rules and n-grams alone, in about a millisecond."""
        reading = self._read(text, None, history)
        verdict, ranking = self._judge("screen", self._screen, reading.scores, reading)
        return Screening(
            language=reading.language,
            script=reading.script,
            urgency=verdict.urgency,
            critical=verdict.urgency == "critical",
            topic=ranking[0][0],
            confidence=ranking[0][1],
            reasons=verdict.reasons,
        )

    def understand(
        self, text: str, language: str | None = None, history: str | None = None
    ) -> Understanding:
        """Return the full reading of a message. ``language``: what is known for certain, else it is detected."""
        reading = self._read(text, language, history)
        vector = embed(excerpt(reading.cleaned, self._pointed_at(reading)))
        dense = np.concatenate([(vector - self._mean) * self._scale, reading.marks])
        scores = self._full.scores(reading.ids, reading.values, dense)
        verdict, ranking = self._judge("full", self._full, scores, reading)
        given = text if isinstance(text, str) else str(text or "")
        found = self._entity_finder(given, reading.language) if self._entity_finder else ()
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
        )

    def _pointed_at(self, reading: _Reading) -> Callable[[str], bool]:
        pieces = [reading.view[hit.start : hit.end] for hit in reading.hits]
        simplified = self._han.to_simplified
        return lambda sentence: any(piece in rule_view(sentence, simplified) for piece in pieces)

    def _read(self, text: str, language: str | None, history: str | None) -> _Reading:
        cleaned = clean(text)
        view = rule_view(cleaned, self._han.to_simplified)
        hits = self._rules.match(view)
        marks = rule_marks(hits, self.topics)
        ids, values = self._vocabulary.vector(ngrams(lowered(cleaned), self._han.to_simplified))
        scores = self._screen.scores(ids, values, marks)
        latin = languages.served_part(
            self._screen.probabilities(scores, "language"), self._language_classes
        )
        detected, script = languages.decide(cleaned, latin, self._han, history)
        spoken = languages.known(language) or detected
        return _Reading(cleaned, view, hits, marks, ids, values, scores, spoken, script)

    def _judge(
        self, stage: str, model: LinearModel, scores: FloatArray, reading: _Reading
    ) -> tuple[Verdict, Ranking]:
        thresholds = self._thresholds[stage]
        topics = model.probabilities(scores, "topic")
        pressing = float(model.probabilities(scores, "urgency")[1:].sum())
        margin = float(model.margins(scores, "urgency")[2])
        danger = danger_probability(thresholds, margin, float(topics[self._critical].sum()))
        best = int(topics.argmax())
        name = self.topics[best]
        top = (name, float(topics[best]), self._floors[name])
        verdict = decide(reading.hits, danger, pressing, top, reading.language, thresholds)
        return verdict, consistent(topics, self.topics, self._seen, verdict.urgency)


def _model(bundle: Bundle, name: str) -> LinearModel:
    arrays = bundle.arrays(name)
    heads = {head: Head(*values) for head, values in bundle.facts["heads"][name].items()}
    return LinearModel(arrays["ngrams"], arrays["dense"], arrays["bias"], heads)
