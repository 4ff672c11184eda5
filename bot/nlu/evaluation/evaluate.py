"""From a model and the held-out files to a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from bot.nlu.bundle import Bundle
from bot.nlu.errors import ModelCorrupt
from bot.nlu.evaluation.cases import check_topics, data_hash, held_out_files, read_cases
from bot.nlu.evaluation.entity_cases import entity_files, read_entity_cases
from bot.nlu.evaluation.entity_scores import Finder, read_entities
from bot.nlu.evaluation.near_copies import near_copies
from bot.nlu.evaluation.readings import read_all
from bot.nlu.evaluation.report import Report, Source, build
from bot.nlu.model import Nlu
from bot.nlu.rules_only import RulesOnly
from bot.nlu.script import HanForms
from bot.nlu.training.read_data import read_calibration, read_examples, read_taxonomy


def evaluate(
    model_dir: Path,
    held_out: Path,
    nlu_data: Path,
    finder: Finder,
    now: dt.datetime,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Read every held-out sentence and count.

    ``finder``: finds the entities; ``now``: the date of the report, aware; ``say``: called with the progress.
    Raises NluError (a model that is missing or damaged, a file that cannot be read), before the slow part begins.
    """
    bundle = Bundle(model_dir)
    model, rules = Nlu(bundle), _rules_of(bundle)
    floors = read_taxonomy(nlu_data)
    cases, entity_cases = read_cases(held_out), read_entity_cases(held_out)
    check_topics(cases, floors)
    # Thresholds are learnt on the calibration sentences, so these are training sentences too.
    learnt = [example.text for example in read_examples(nlu_data, floors)]
    learnt += [case.text for case in read_calibration(nlu_data, floors)]
    files = [*held_out_files(held_out), *entity_files(held_out)]
    source = Source(bundle.version, int(bundle.facts.get("sentences", 0)), data_hash(files), now)
    copies = near_copies((case.text for case in cases), learnt)
    say(f"{len(cases)} held-out sentences, {len(learnt)} training sentences")
    return build(source, read_all(model, rules, cases, say), read_entities(finder, entity_cases), copies)


def _rules_of(bundle: Bundle) -> RulesOnly:
    """Return the rules as the model has them, which may be older than those in the trainers' files."""
    try:
        han = bundle.document("han")
        forms = HanForms(han["simplified"], han["traditional"], han["to_simplified"])
        return RulesOnly(bundle.document("rules"), forms, bundle.facts["topics"])
    except (KeyError, TypeError) as error:
        raise ModelCorrupt(bundle.directory, f"a part is missing ({error})") from error
