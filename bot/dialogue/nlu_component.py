"""Rasa's side: the service's own NLU as one graph component, for ``rasa shell`` and ``rasa test``.

In the service the understanding travels with the message as ``parse_data`` and this is never called.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LindungUnderstanding(GraphComponent):
    """Reads messages with the weights in the folder ``model`` (or ``LINDUNG_NLU_MODEL``)."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Return the component; the weights are read at the first message, so training needs none."""
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Keep the folder of the weights."""
        self._folder = os.environ.get("LINDUNG_NLU_MODEL") or config["model"]
        self._nlu: Any = None

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default folder."""
        return {"model": "var/models/nlu"}

    def process(self, messages: List[Message]) -> List[Message]:
        """Set topic, ranking and entities of each message."""
        if self._nlu is None:
            from bot.nlu.model import Nlu

            self._nlu = Nlu.load(self._folder)
        for message in messages:
            found = self._nlu.understand(message.get(TEXT) or "")
            ranking = [{"name": name, "confidence": float(value)} for name, value in found.ranking]
            message.set(
                INTENT, {"name": found.topic, "confidence": float(found.confidence)}, add_to_output=True
            )
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            entities = [
                {"entity": item.kind, "value": item.value, "start": item.start, "end": item.end}
                for item in found.entities
            ]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
