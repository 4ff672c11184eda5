"""Small numbers in what is published: hidden, with as many others as it takes that nobody works them out.

A reader knows every figure that is shown, and which figures add up to which. For each small number the
largest value is computed that still fits all of that (linear programming over the sums; in tables with two
sides its answers are whole numbers). A small number is safe when it might as well be a large one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

SMALLEST_SHOWN = 5
_ROUNDING = 1e-6
Name = Hashable
Sum = tuple[Name, tuple[Name, ...]]


@dataclass
class Figures:
    """Published figures by name, and the sums that hold among them.

    ``sums``: (whole, parts). ``unpublished``: figures that no table shows but anybody can reckon, such as
    "not solved" = all less solved.
    """

    values: dict[Name, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    unpublished: set[Name] = field(default_factory=set)

    def add(self, name: Name, value: int, *, published: bool = True) -> None:
        """Add a figure; the same one may be added again by another table."""
        self.values[name] = value
        if not published:
            self.unpublished.add(name)

    def add_sum(self, whole: Name, parts: Iterable[Name]) -> None:
        """Say that a figure is the sum of others.

        Raises:
            ValueError: the figures do not add up.
        """
        found = tuple(parts)
        if self.values[whole] != sum(self.values[part] for part in found):
            raise ValueError(f"{whole} is not the sum of its parts.")
        self.sums.append((whole, found))


def hidden(figures: Figures) -> set[Name]:
    """Return the names of the figures that must not be shown. The same figures give the same answer."""
    small = [name for name, value in figures.values.items() if 0 < value < SMALLEST_SHOWN]
    must = {name for name in small if name not in figures.unpublished}
    kept_back = set(must)
    while True:
        added: set[Name] = set()
        for puzzle in _puzzles(figures, kept_back):
            # Figures that hang together may be safe by what is hidden for one of them: one at a time.
            exposed = puzzle.exposed(small)
            choice = _cheapest(figures, kept_back, puzzle.sums, exposed) if exposed is not None else None
            if choice is not None:
                added.add(choice)
        if not added:
            return _without_needless(figures, kept_back, must, small)
        kept_back |= added


def _without_needless(
    figures: Figures, kept_back: set[Name], must: set[Name], small: list[Name]
) -> set[Name]:
    """Show again what the small ones turned out not to need, the largest first."""
    if any(puzzle.exposed(small) is not None for puzzle in _puzzles(figures, kept_back)):
        return kept_back
    place = {name: number for number, name in enumerate(figures.values)}
    for name in sorted(kept_back - must, key=lambda each: (-figures.values[each], place[each])):
        fewer = kept_back - {name}
        if all(puzzle.exposed(small) is None for puzzle in _puzzles(figures, fewer)):
            kept_back = fewer
    return kept_back


def _cheapest(figures: Figures, kept_back: set[Name], sums: list[Sum], exposed: Name) -> Name | None:
    """Return the shown figure to hide next: near before far, parts before sums, the smaller first, no nought.

    None: everything that could help is hidden already.
    """
    wholes = {whole for whole, _ in figures.sums}
    near = {each for whole, parts in sums if exposed in (whole, *parts) for each in (whole, *parts)}
    order: dict[Name, tuple[bool, bool, int, int]] = {}
    for number, each in enumerate(dict.fromkeys(each for whole, parts in sums for each in (whole, *parts))):
        if each not in kept_back and each not in figures.unpublished and figures.values[each]:
            order[each] = (each not in near, each in wholes, figures.values[each], number)
    return min(order, key=lambda each: order[each], default=None)


class _Puzzle:
    """Hidden figures that hang together by sums, as a reader could try to solve them."""

    def __init__(self, figures: Figures, kept_back: set[Name], unknown: list[Name], sums: list[Sum]) -> None:
        self.sums = sums
        self.place = {each: number for number, each in enumerate(unknown)}
        self._matrix, self._wanted = np.zeros((len(sums), len(unknown))), np.zeros(len(sums))
        for row, (whole, parts) in enumerate(sums):
            for each, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
                if each in self.place:
                    self._matrix[row, self.place[each]] += sign
                else:
                    self._wanted[row] -= sign * figures.values[each]
        # A sign in a table stands for at least one: a nought would have been shown.
        self._bounds = [(1 if each in kept_back and figures.values[each] else 0, None) for each in unknown]

    def exposed(self, small: list[Name]) -> Name | None:
        """Return the first of these that cannot be as large as what is shown; None when all are safe."""
        safe: set[Name] = set()
        asked = [name for name in small if name in self.place]
        for name in asked:
            if name in safe:
                continue
            solution = self._with_largest(name)
            if solution is None:
                continue
            if solution[self.place[name]] < SMALLEST_SHOWN - _ROUNDING:
                return name
            # The same way to fill the gaps may show others to be safe.
            safe |= {each for each in asked if solution[self.place[each]] >= SMALLEST_SHOWN - _ROUNDING}
        return None

    def _with_largest(self, name: Name) -> np.ndarray | None:
        """Return values that fit all that is shown, with the largest of one figure; None without a bound."""
        goal = np.zeros(len(self.place))
        goal[self.place[name]] = -1.0
        found = linprog(goal, A_eq=self._matrix, b_eq=self._wanted, bounds=self._bounds, method="highs")
        if found.status == 3:
            return None
        if found.status != 0:
            raise ArithmeticError(f"The check of small numbers failed: {found.message}")
        solution: np.ndarray = found.x
        return solution


def _puzzles(figures: Figures, kept_back: set[Name]) -> list[_Puzzle]:
    """Return the groups of unknown figures that hang together through sums; what stands alone is safe."""
    unknown = [name for name in figures.values if name in kept_back or name in figures.unpublished]
    unseen = dict.fromkeys(unknown)
    by_name: dict[Name, list[int]] = {}
    for number, (whole, parts) in enumerate(figures.sums):
        for each in (whole, *parts):
            if each in unseen:
                by_name.setdefault(each, []).append(number)
    found = []
    while unseen:
        names, sums, to_do = [], {}, [next(iter(unseen))]
        del unseen[to_do[0]]
        while to_do:
            name = to_do.pop()
            names.append(name)
            for number in by_name.get(name, ()):
                if number not in sums:
                    whole, parts = sums[number] = figures.sums[number]
                    near = [each for each in (whole, *parts) if each in unseen]
                    to_do += near
                    for each in near:
                        unseen.pop(each, None)
        if sums:
            found.append(_Puzzle(figures, kept_back, names, list(sums.values())))
    return found
