"""Runs the custom actions of ``actions/`` in the service, when the Rasa process calls back."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from pathlib import Path
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from ruamel.yaml import YAML

logging.getLogger("rasa_sdk").setLevel(logging.ERROR)


class ActionsRunner:
    """The executor of rasa-sdk with the project's actions and a domain read once.

    Rasa leaves the domain out of its calls (it is large and never changes), and rasa-sdk refuses a call
    without one, so it is put back here.
    """

    def __init__(self, domain_file: Path, package: str = "actions") -> None:
        self._executor = ActionExecutor()
        for action in find_actions(package):
            self._executor.register_action(action)
        self._domain = YAML(typ="safe").load(Path(domain_file).read_text(encoding="utf-8"))

    @property
    def names(self) -> list[str]:
        """Names of all actions."""
        return sorted(self._executor.actions)

    def register(self, action: type[Action]) -> None:
        """Add one more action."""
        self._executor.register_action(action)

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Run the action a call names.

        Returns:
            A frame: ``action_result`` with events and responses, or ``action_rejected`` with a name.

        Raises:
            Exception: whatever the action raised; the turn must fail.
        """
        try:
            result = await self._executor.run({**call, "domain": self._domain})
        except ActionExecutionRejection as rejection:
            return {"type": "action_rejected", "name": rejection.action_name}
        return {"type": "action_result", "result": result.model_dump()}


def find_actions(package: str) -> list[type[Action]]:
    """Import a package's modules and return the actions defined in them (names without underscore)."""
    found: dict[str, type[Action]] = {}
    root = importlib.import_module(package)
    for module_info in pkgutil.iter_modules(root.__path__, prefix=f"{package}."):
        module = importlib.import_module(module_info.name)
        for name, item in inspect.getmembers(module, inspect.isclass):
            is_own = item.__module__ == module.__name__ and issubclass(item, Action)
            if is_own and not name.startswith("_") and not inspect.isabstract(item):
                found[f"{module.__name__}.{name}"] = item
    return list(found.values())
