"""From the trainers' files to a model on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.nlu.bundle import write_bundle
from bot.nlu.classifier import softmax
from bot.nlu.features import FloatArray, Vocabulary
from bot.nlu.language import served_part
from bot.nlu.results import URGENCIES
from bot.nlu.rules import RuleSet, compile_rules
from bot.nlu.script import HanForms
from bot.nlu.text import clean, rule_view
from bot.nlu.training import read_data
from bot.nlu.training.fit import Fit, fit_with_held_out, fold_numbers, temperature
from bot.nlu.training.han_forms import read_han_forms
from bot.nlu.training.inputs import build_inputs
from bot.nlu.training.report import Report, StageFigures, stage_figures
from bot.nlu.training.thresholds import learn_thresholds
from bot.nlu.urgency import Thresholds

_Head = tuple[Fit, FloatArray, float]


def train(
    nlu_data: Path, out: Path, cache_dir: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Report:
    """Train on everything below ``nlu_data`` and write the model to ``out``.

    ``cache_dir``: where sentence vectors are kept from run to run; ``say``: called with each step done.
    Raises DataError or RuleError, each with the file or rule to correct; the old model then stays.
    """
    floors = read_data.read_taxonomy(nlu_data)
    examples = read_data.read_examples(nlu_data, floors)
    sources = read_data.read_rules(nlu_data)
    return train_on(examples, floors, sources, out, cache_dir, say)


def train_on(
    examples: Sequence[read_data.Example],
    floors: dict[str, str],
    rule_sources: Sequence[tuple[str, Any]],
    out: Path,
    cache_dir: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Train on sentences already read; ``floors``: the urgency each topic starts with. See ``train``."""
    begun = time.perf_counter()
    topics = list(floors)
    han = read_han_forms()
    simplified = HanForms(han["simplified"], han["traditional"], han["to_simplified"]).to_simplified
    compiled = compile_rules(rule_sources, lambda text: rule_view(clean(text), simplified))
    others = [(code, text) for code, texts in read_data.read_other_languages().items() for text in texts]
    inputs, other_ngrams = build_inputs(
        [e.text for e in examples], [t for _, t in others], topics, RuleSet(compiled), simplified, cache_dir
    )
    say(f"{len(examples)} sentences read, {inputs.computed} vectors computed")
    labels = _Labels(examples, topics)
    folds = fold_numbers([f"{e.language} {e.topic} {e.urgency}" for e in examples])
    workers = os.cpu_count() or 1
    stages: dict[str, dict[str, _Head]] = {}
    for stage, matrix in (("screen", inputs.screen()), ("full", inputs.full())):
        stages[stage] = {
            "topic": _decision(matrix, labels.topics, len(topics), folds, workers),
            "urgency": _decision(matrix, labels.urgencies, len(URGENCIES), folds, workers),
        }
        say(f"{stage} model fitted")
    classes, stages["screen"]["language"], language_right = _language(
        examples, inputs.ngrams, others, other_ngrams, inputs.marks.shape[1], workers
    )
    critical_topics = np.array([floors[topic] == "critical" for topic in topics])
    thresholds: dict[str, Thresholds] = {}
    figures: dict[str, StageFigures] = {}
    for stage, heads in stages.items():
        (_, topic_scores, t_topic), (_, urgency_scores, t_urgency) = heads["topic"], heads["urgency"]
        thresholds[stage], danger = learn_thresholds(
            topic_scores,
            urgency_scores,
            (t_topic, t_urgency),
            critical_topics,
            [e.urgency for e in examples],
            [e.language for e in examples],
            inputs.rule_critical,
        )
        figures[stage] = stage_figures(
            examples, topics, floors, softmax(topic_scores * t_topic), danger, thresholds[stage], inputs
        )
    facts = {
        "topics": topics,
        "floors": floors,
        "urgencies": labels.seen(),
        "languages": classes,
        "heads": {stage: _head_facts(heads) for stage, heads in stages.items()},
        "thresholds": {stage: _threshold_facts(learnt) for stage, learnt in thresholds.items()},
        "sentences": len(examples),
    }
    arrays = {
        "vocabulary": _vocabulary_arrays(inputs.vocabulary),
        "screen": _stage_arrays(stages["screen"], len(inputs.vocabulary)),
        "full": {
            **_stage_arrays(stages["full"], len(inputs.vocabulary)),
            "mean": inputs.mean,
            "scale": inputs.scale,
        },
    }
    write_bundle(out, facts, arrays, {"rules": compiled, "han": han})
    size = sum(path.stat().st_size for path in out.iterdir())
    return Report(
        len(examples), inputs.computed, time.perf_counter() - begun, size, figures, language_right
    )


class _Labels:
    def __init__(self, examples: Sequence[read_data.Example], topics: list[str]) -> None:
        numbers = {topic: number for number, topic in enumerate(topics)}
        self.topics = np.array([numbers[e.topic] for e in examples])
        self.urgencies = np.array([URGENCIES.index(e.urgency) for e in examples])
        self._names = topics

    def seen(self) -> dict[str, list[str]]:
        """Return the urgencies that each topic's sentences have."""
        return {
            topic: [URGENCIES[u] for u in np.unique(self.urgencies[self.topics == number])]
            for number, topic in enumerate(self._names)
        }


def _decision(
    matrix: sp.csr_matrix, labels: NDArray[np.intp], count: int, folds: NDArray[np.intp], workers: int
) -> _Head:
    fitted, held_out = fit_with_held_out(matrix, labels, count, folds, workers)
    return fitted, held_out, temperature(held_out, labels)


def _language(
    examples: Sequence[read_data.Example],
    ngrams: sp.csr_matrix,
    others: Sequence[tuple[str, str]],
    other_ngrams: sp.csr_matrix,
    marks: int,
    workers: int,
) -> tuple[list[str], _Head, dict[str, tuple[int, int]]]:
    """Fit the language decision on the sentences in Latin script; the script decides the rest."""
    latin = np.array([e.language != "zh" for e in examples])
    names = [e.language for e in examples if e.language != "zh"] + [code for code, _ in others]
    classes = sorted(set(names))
    labels = np.array([classes.index(name) for name in names])
    matrix = sp.vstack([ngrams[latin], other_ngrams], format="csr")
    folds = fold_numbers(names)
    fitted, held_out = fit_with_held_out(matrix, labels, len(classes), folds, workers, balanced=True)
    factor = temperature(held_out, labels)
    right: dict[str, tuple[int, int]] = {}
    for name, row in zip(names, softmax(held_out * factor)):
        wanted = max(served_part(dict.fromkeys([name], 1.0).values(), [name]).items(), key=lambda p: p[1])[0]
        parts = served_part(row, classes)
        good, total = right.get(wanted, (0, 0))
        right[wanted] = (good + (max(parts, key=lambda k: parts[k]) == wanted), total + 1)
    padded = Fit(np.vstack([fitted.weights, np.zeros((marks, len(classes)))]), fitted.bias)
    return classes, (padded, held_out, factor), right


def _head_facts(heads: dict[str, _Head]) -> dict[str, list[float]]:
    facts, start = {}, 0
    for name, (fitted, _, factor) in heads.items():
        facts[name] = [start, start + len(fitted.bias), factor]
        start += len(fitted.bias)
    return facts


def _threshold_facts(learnt: Thresholds) -> dict[str, Any]:
    return {"danger": list(learnt.danger), "critical": dict(learnt.critical), "urgent": learnt.urgent}


def _stage_arrays(heads: dict[str, _Head], terms: int) -> dict[str, FloatArray]:
    weights = np.hstack([fitted.weights for fitted, _, _ in heads.values()])
    bias = np.concatenate([fitted.bias for fitted, _, _ in heads.values()])
    return {
        "ngrams": weights[:terms].astype(np.float16),
        "dense": weights[terms:].astype(np.float32),
        "bias": bias.astype(np.float32),
    }


def _vocabulary_arrays(vocabulary: Vocabulary) -> dict[str, FloatArray]:
    terms = np.frombuffer("\n".join(vocabulary.terms).encode("utf-8"), dtype=np.uint8)
    return {"terms": terms, "idf": vocabulary.idf, "words": np.array(vocabulary.words)}
