"""From the trainers' files to a model on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.bundle import write_bundle
from bot.nlu.results import URGENCIES
from bot.nlu.rules import RuleSet, compile_rules
from bot.nlu.script import HanForms
from bot.nlu.text import clean, rule_view
from bot.nlu.training import parts, read_data
from bot.nlu.training.fit import fold_numbers
from bot.nlu.training.fit_language import fit_language
from bot.nlu.training.fit_stages import fit_full, fit_screen
from bot.nlu.training.han_forms import read_han_forms
from bot.nlu.training.inputs import build_inputs
from bot.nlu.training.report import Report, alarms, table
from bot.nlu.training.thresholds import learn_thresholds

# The screen's alarm stands, so it must be surer than the full reading, which follows within the same second.
_MOST_FALSE = {"screen": 0.015, "full": 0.03}


def train(
    nlu_data: Path, out: Path, cache_dir: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Report:
    """Train on everything below ``nlu_data`` and write the model to ``out``.

    ``cache_dir``: where sentence vectors are kept from run to run; ``say``: called with each step done.
    Raises DataError or RuleError, each with the file or rule to correct; the old model then stays.
    """
    floors = read_data.read_taxonomy(nlu_data)
    examples = read_data.read_examples(nlu_data, floors)
    return train_on(examples, floors, read_data.read_rules(nlu_data), out, cache_dir, say)


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
        [e.text for e in examples], [t for _, t in others], RuleSet(compiled), simplified, cache_dir
    )
    say(f"{len(examples)} sentences read, {inputs.computed} vectors computed")

    wanted = np.array([topics.index(e.topic) for e in examples])
    urgencies = np.array([URGENCIES.index(e.urgency) for e in examples])
    folds = fold_numbers([f"{e.language} {e.topic} {e.urgency}" for e in examples])
    workers = os.cpu_count() or 1
    screen = fit_screen(inputs, wanted, urgencies, len(topics), folds, workers)
    say("screen fitted")
    full = fit_full(inputs, wanted, urgencies, len(topics), folds, workers)
    say("full model fitted")
    speech = fit_language(examples, inputs.ngrams, others, other_ngrams, workers)

    critical_topics = np.array([floors[topic] == "critical" for topic in topics])
    spoken = [e.language for e in examples]
    learnt, alarmed, figures = {}, [], {}
    for name, stage in (("screen", screen), ("full", full)):
        learnt[name], danger = learn_thresholds(
            stage.opinion, critical_topics, urgencies, spoken, _MOST_FALSE[name]
        )
        alarmed.append(alarms(examples, topics, floors, stage.opinion, danger, learnt[name]))
        figures[name] = table(examples, topics, stage.opinion, alarmed[-1])
    figures["rules"] = table(examples, topics, full.opinion, inputs.rule_critical)
    figures["all"] = table(examples, topics, full.opinion, alarmed[0] | alarmed[1] | inputs.rule_critical)
    terms = len(inputs.vocabulary)
    facts = {
        "topics": topics,
        "floors": floors,
        "urgencies": parts.seen(topics, wanted, urgencies),
        "languages": speech.classes,
        "heads": {
            "screen": parts.heads({**screen.linear, "language": speech.decision}),
            "full": parts.heads(full.linear),
            "network": parts.network_heads(full),
        },
        "blend": full.blend,
        "thresholds": {name: parts.thresholds(values) for name, values in learnt.items()},
        "sentences": len(examples),
    }
    arrays = {
        "vocabulary": parts.vocabulary(inputs.vocabulary),
        "screen": parts.linear({**screen.linear, "language": speech.decision}, terms),
        "full": {**parts.linear(full.linear, terms), **parts.network(full, inputs)},
    }
    write_bundle(out, facts, arrays, {"rules": compiled, "han": han})
    size = sum(path.stat().st_size for path in out.iterdir())
    return Report(
        len(examples), inputs.computed, time.perf_counter() - begun, size, figures, speech.right
    )
