"""Reading of the file that says what a model has to reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.errors import DataError
from bot.nlu.evaluation.measures import BY_KEY
from bot.nlu.training.read_data import read_yaml

SPREAD = "_spread"


@dataclass(frozen=True, slots=True)
class Gate:
    """``goal``: what is to be reached; ``floor``: what must not be missed today; both shares between 0 and 1.

    ``language`` is empty for a spread, which is one figure for all languages.
    """

    figure: str
    language: str
    goal: float
    floor: float

    @property
    def higher_is_better(self) -> bool:
        """Whether more is better; a spread is better small."""
        return not self.figure.endswith(SPREAD) and BY_KEY[self.figure].higher_is_better

    @property
    def label(self) -> str:
        """The figure's name for people."""
        if self.figure.endswith(SPREAD):
            return f"{BY_KEY[self.figure.removesuffix(SPREAD)].label}, spread in points"
        return BY_KEY[self.figure].label


def read_gates(path: Path) -> list[Gate]:
    """Return the gates. Raises DataError that names the file, the figure and the fault."""
    content = read_yaml(path)
    if not isinstance(content, Mapping) or not content:
        raise DataError(f"{path} lists no figures. Restore it from the repository.")
    return [gate for figure, fields in content.items() for gate in _gates(path, str(figure), fields)]


def _gates(path: Path, figure: str, fields: Any) -> Iterator[Gate]:
    where = f"{path}, {figure}"
    if figure.removesuffix(SPREAD) not in BY_KEY:
        raise DataError(f"{where}: there is no such figure. Known: {', '.join(BY_KEY)}; each also with {SPREAD}.")
    if not isinstance(fields, Mapping) or not {"goal", "floor"} <= set(fields):
        raise DataError(f"{where}: give a goal and a floor.")
    goal, floor = fields["goal"], fields["floor"]
    if figure.endswith(SPREAD):
        floors: Mapping[Any, Any] = {"": floor}
    elif isinstance(floor, Mapping) and floor:
        floors = floor
    else:
        raise DataError(f"{where}: give a floor for each language, as in 'floor: {{id: 90, en: 90}}'.")
    for language, least in floors.items():
        wanted = goal.get(language) if isinstance(goal, Mapping) else goal
        gate = Gate(figure, str(language), _share(where, wanted), _share(where, least))
        if gate.floor != gate.goal and (gate.floor > gate.goal) == gate.higher_is_better:
            raise DataError(f"{where}: the floor {least} asks for more than the goal {wanted}. Correct one of them.")
        yield gate


def _share(where: str, percent: Any) -> float:
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= 100:
        raise DataError(f"{where}: {percent!r} is no number from 0 to 100. Goals and floors are in percent.")
    return percent / 100
