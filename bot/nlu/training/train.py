"""From the trainers' files to a model on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.bundle import write_bundle
from bot.nlu.evaluation.cases import Case
from bot.nlu.results import URGENCIES
from bot.nlu.rules import RuleSet, compile_rules
from bot.nlu.script import HanForms
from bot.nlu.text import clean, plain_view, rule_view
from bot.nlu.training import parts, read_data
from bot.nlu.training.fit_language import LanguageFit, fit_language
from bot.nlu.training.fit_model import Model, fit_model, score
from bot.nlu.training.han_forms import read_han_forms
from bot.nlu.training.inputs import Inputs, build_inputs
from bot.nlu.training.judge import Judgement, judge
from bot.nlu.training.report import Report
from bot.nlu.training.shipped_vectors import FILE_NAME
from bot.nlu.training.vectors import ship

# Where nobody wrote sentences to calibrate on, every tenth of the training sentences serves.
_HELD_BACK = 10


def train(
    nlu_data: Path, out: Path, cache_dir: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Report:
    """Train on everything below ``nlu_data`` and write the model to ``out``.

    ``cache_dir``: where sentence vectors are kept from run to run; ``say``: called with each step done.
    Raises DataError or RuleError, each with the file or rule to correct; the old model then stays.
    """
    floors = read_data.read_taxonomy(nlu_data)
    examples = read_data.read_examples(nlu_data, floors)
    checks = read_data.read_calibration(nlu_data, floors)
    shipped = nlu_data / FILE_NAME
    return train_on(examples, floors, read_data.read_rules(nlu_data), out, cache_dir, say, checks, shipped)


def ship_vectors(nlu_data: Path, cache_dir: Path | None = None) -> int:
    """Write the vectors of all sentences below ``nlu_data`` to the file that travels with them; return how many."""
    floors = read_data.read_taxonomy(nlu_data)
    texts = [example.text for example in read_data.read_examples(nlu_data, floors)]
    judged = [case.text for case in read_data.read_calibration(nlu_data, floors)]
    simplified = _simplified(read_han_forms())
    plain, plain_judged = ([plain_view(clean(text), simplified) for text in part] for part in (texts + judged, judged))
    return ship(plain, plain_judged, cache_dir, nlu_data / FILE_NAME)


def train_on(
    examples: Sequence[read_data.Example],
    floors: dict[str, str],
    rule_sources: Sequence[tuple[str, Any]],
    out: Path,
    cache_dir: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
    checks: Sequence[Case] = (),
    shipped: Path | None = None,
) -> Report:
    """Train on sentences already read.

    ``floors``: the urgency each topic starts with; ``checks``: sentences to calibrate on, of which nothing is learnt
    but how sure the classifiers are; ``shipped``: vectors that came with the sentences. See ``train``.
    """
    begun = time.perf_counter()
    han = read_han_forms()
    simplified = _simplified(han)

    def view(text: str) -> str:
        return rule_view(clean(text), simplified)

    compiled = compile_rules(rule_sources, view)
    others = [(code, text) for code, texts in read_data.read_other_languages().items() for text in texts]
    unseen = list(checks) or [_as_case(example) for example in examples[::_HELD_BACK]]
    inputs, other_ngrams, held = build_inputs(
        [e.text for e in examples], [t for _, t in others], [c.text for c in unseen], simplified, cache_dir, shipped
    )
    say(f"{len(examples)} sentences read, {inputs.computed} vectors computed")
    model, judged = _fit(examples, list(floors), inputs, not checks)
    say("classifiers fitted")
    speech = fit_language(examples, inputs.ngrams, others, other_ngrams, os.cpu_count() or 1)
    learnt = judge(score(judged, held.ngrams, held.vectors), unseen, floors, RuleSet(compiled), view)
    _write(out, examples, floors, inputs, model, speech, learnt, {"rules": compiled, "han": han})
    return Report(
        sentences=len(examples),
        vectors_computed=inputs.computed,
        seconds=time.perf_counter() - begun,
        size_bytes=sum(path.stat().st_size for path in out.iterdir()),
        figures=learnt.figures,
        language=speech.right,
    )


def _fit(
    examples: Sequence[read_data.Example], topics: Sequence[str], inputs: Inputs, hold_back: bool
) -> tuple[Model, Model]:
    """Return the model of all sentences, and the one to be judged: without those held back, if there must be any."""
    wanted, urgencies = _classes(examples, topics)

    def fit(rows: Any) -> Model:
        return fit_model(
            inputs.ngrams[rows], inputs.vectors[rows], wanted[rows], urgencies[rows], len(topics), os.cpu_count() or 1
        )

    everything = np.ones(len(examples), dtype=bool)
    model = fit(everything)
    if not hold_back or len(examples) <= 2 * _HELD_BACK:
        return model, model
    return model, fit(np.arange(len(examples)) % _HELD_BACK != 0)


def _classes(examples: Sequence[read_data.Example], topics: Sequence[str]) -> tuple[Any, Any]:
    places = {topic: place for place, topic in enumerate(topics)}
    return (
        np.array([places[e.topic] for e in examples]),
        np.array([URGENCIES.index(e.urgency) for e in examples]),
    )


def _write(
    out: Path,
    examples: Sequence[read_data.Example],
    floors: dict[str, str],
    inputs: Inputs,
    model: Model,
    speech: LanguageFit,
    learnt: Judgement,
    documents: dict[str, Any],
) -> None:
    constants = learnt.constants
    decisions = {
        "topic": (model.topic, constants.topic),
        "urgency": (model.urgency, constants.urgency),
        "language": (speech.fit, speech.temperature),
    }
    facts = {
        "topics": list(floors),
        "floors": floors,
        "urgencies": parts.seen(list(floors), *_classes(examples, list(floors))),
        "languages": speech.classes,
        "heads": {
            "linear": parts.heads(decisions),
            "network": parts.network_heads(model.network, constants.network_topic),
        },
        "blend": {"share": constants.share, "together": constants.together},
        "thresholds": {name: parts.thresholds(values) for name, values in learnt.thresholds.items()},
        "sentences": len(examples),
    }
    arrays = {
        "vocabulary": parts.vocabulary(inputs.vocabulary),
        "linear": parts.linear(decisions),
        "network": parts.network(model.network, inputs),
    }
    write_bundle(out, facts, arrays, documents)


def _simplified(han: dict[str, Any]) -> dict[int, str]:
    return HanForms(han["simplified"], han["traditional"], han["to_simplified"]).to_simplified


def _as_case(example: read_data.Example) -> Case:
    return Case(
        text=example.text,
        topics=(example.topic,),
        urgency=example.urgency,
        urgencies=(example.urgency,),
        language=example.language,
        folder=example.language,
    )
