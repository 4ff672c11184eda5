"""Reading of messages by the phrase rules alone, for as long as there is no trained model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.nlu import language as languages
from bot.nlu.function_words import word_shares
from bot.nlu.model import EntityFinder
from bot.nlu.results import UNKNOWN_TOPIC, Screening, Understanding
from bot.nlu.rules import Hit, RuleSet, compile_rules
from bot.nlu.script import HanForms
from bot.nlu.text import clean, rule_view


class RulesOnly:
    """Has the methods of ``Nlu``. Sees only the danger that a phrase names; knows no other topic."""

    version = "rules"

    def __init__(
        self,
        compiled: Mapping[str, Any],
        han: HanForms,
        topics: list[str],
        entity_finder: EntityFinder | None = None,
    ) -> None:
        """Take compiled rules, the Han forms and the names of the topics."""
        self.topics = topics
        self._rules = RuleSet(compiled)
        self._han = han
        self._entity_finder = entity_finder

    @classmethod
    def from_data(cls, nlu_data: Path, entity_finder: EntityFinder | None = None) -> RulesOnly:
        """Compile the rules from the trainers' files. Raises DataError or RuleError."""
        # Imported here because reading YAML belongs to training, which the predicting environments may lack.
        from bot.nlu.training.han_forms import read_han_forms
        from bot.nlu.training.read_data import read_rules, read_taxonomy

        forms = read_han_forms()
        han = HanForms(forms["simplified"], forms["traditional"], forms["to_simplified"])
        # Without the rules' own tests: they stop a training, but a service in need takes what there is.
        compiled = compile_rules(
            read_rules(nlu_data), lambda text: rule_view(clean(text), han.to_simplified), check=False
        )
        return cls(compiled, han, list(read_taxonomy(nlu_data)), entity_finder)

    def screen(self, text: str, history: str | None = None) -> Screening:
        """Return language and danger of a message."""
        language, script, hits = self._read(text, None, history)
        urgency, topic, confidence, reasons = _judge(hits)
        return Screening(language, script, urgency, urgency == "critical", topic, confidence, reasons)

    def understand(
        self,
        text: str,
        language: str | None = None,
        history: str | None = None,
        now: dt.datetime | None = None,
        region: str = "",
    ) -> Understanding:
        """Return what the rules and the entity finder see in a message; see ``Nlu.understand``."""
        spoken, script, hits = self._read(text, language, history)
        urgency, topic, confidence, reasons = _judge(hits)
        given = text if isinstance(text, str) else str(text or "")
        found = self._entity_finder(given, spoken, now, region) if self._entity_finder else ()
        return Understanding(
            text=given,
            language=spoken,
            script=script,
            urgency=urgency,
            topic=topic,
            confidence=confidence,
            ranking=[(topic, confidence)],
            reasons=reasons,
            entities=list(found),
        )

    def _read(self, text: str, language: str | None, history: str | None) -> tuple[str, str, list[Hit]]:
        cleaned = clean(text)
        hits = self._rules.match(rule_view(cleaned, self._han.to_simplified))
        detected, script = languages.decide(cleaned, word_shares(cleaned.lower()), self._han, history)
        return languages.known(language) or detected, script, hits


def _judge(hits: list[Hit]) -> tuple[str, str, float, list[str]]:
    firm = [hit for hit in hits if not hit.guard]
    if not firm:
        return "routine", UNKNOWN_TOPIC, 0.0, ["no trained model: read by phrase rules alone"]
    rule = firm[0].rule
    return rule.urgency, rule.topic, 0.5, [hit.sentence() for hit in firm]

