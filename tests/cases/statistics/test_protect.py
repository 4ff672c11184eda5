from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.statistics.protect import SMALLEST_SHOWN, Figures, hidden

counts = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def line(*parts: int) -> Figures:
    figures = Figures()
    figures.add("all", sum(parts))
    for number, part in enumerate(parts):
        figures.add(number, part)
    figures.add_sum("all", range(len(parts)))
    return figures


def table(rows: list[tuple[int, int]]) -> Figures:
    """Rows of (handled, solved), as the report shows them; not solved can be reckoned."""
    figures = Figures()
    totals = {"handled": sum(handled for handled, _ in rows), "solved": sum(solved for _, solved in rows)}
    totals["not"] = totals["handled"] - totals["solved"]
    for key, value in totals.items():
        figures.add(key, value, published=key != "not")
    figures.add_sum("handled", ("solved", "not"))
    for number, (handled, solved) in enumerate(rows):
        figures.add((number, "handled"), handled)
        figures.add((number, "solved"), solved)
        figures.add((number, "not"), handled - solved, published=False)
        figures.add_sum((number, "handled"), ((number, "solved"), (number, "not")))
    for key in totals:
        figures.add_sum(key, ((number, key) for number in range(len(rows))))
    return figures


def test_large_figures_and_noughts_are_shown() -> None:
    assert hidden(line(5, 60, 700, 0)) == set()


def test_a_small_figure_takes_the_next_smallest_with_it() -> None:
    assert hidden(line(3, 40, 20, 60)) == {0, 2}


def test_two_small_figures_whose_sum_betrays_them_take_a_third() -> None:
    # 1 + 2: whoever knows that three are missing knows both are below five.
    assert hidden(line(1, 2, 9, 50)) == {0, 1, 2}


def test_two_small_figures_that_could_be_large_stand_alone() -> None:
    assert hidden(line(4, 3, 9, 50)) == {0, 1}


def test_a_small_whole_is_hidden_too() -> None:
    assert hidden(line(2, 1)) == {"all", 0, 1}
    assert hidden(line(4, 1)) == {"all", 0, 1}


def test_what_can_be_reckoned_counts_as_small_though_nobody_prints_it() -> None:
    # 20 handled less 18 solved leaves two people who were not helped.
    found = hidden(table([(20, 18), (30, 20), (40, 25)]))
    assert (0, "solved") in found
    assert len(found) >= 2


def test_figures_that_do_not_add_up_are_refused() -> None:
    figures = Figures()
    for name, value in (("all", 3), ("a", 1), ("b", 1)):
        figures.add(name, value)
    with pytest.raises(ValueError, match="not the sum"):
        figures.add_sum("all", ("a", "b"))


@settings(max_examples=60, deadline=None)
@given(counts)
def test_nobody_works_out_a_small_figure_of_a_line(parts: list[int]) -> None:
    figures = line(*parts)
    kept_back = hidden(figures)
    assert all(name in kept_back for name, value in figures.values.items() if 0 < value < SMALLEST_SHOWN)
    if "all" in kept_back:
        return
    gaps = [number for number in range(len(parts)) if number in kept_back]
    missing = sum(parts[number] for number in gaps)
    fits = [each for each in product(range(1, missing + 1), repeat=len(gaps)) if sum(each) == missing]
    for place, number in enumerate(gaps):
        if parts[number] < SMALLEST_SHOWN:
            assert max(each[place] for each in fits) >= SMALLEST_SHOWN


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 5)] * 4))
def test_nobody_works_out_a_small_figure_of_a_table(parts: tuple[int, ...]) -> None:
    """All tables of two rows are tried against what is shown; each small figure is large in one of them."""
    figures = table([(parts[0] + parts[1], parts[0]), (parts[2] + parts[3], parts[2])])
    kept_back = hidden(figures)
    solved_0, not_0, solved_1, not_1 = np.indices((21, 21, 21, 21)).reshape(4, -1)
    every = {
        (0, "solved"): solved_0, (0, "not"): not_0, (1, "solved"): solved_1, (1, "not"): not_1,
        (0, "handled"): solved_0 + not_0, (1, "handled"): solved_1 + not_1,
        "solved": solved_0 + solved_1, "not": not_0 + not_1,
    }  # fmt: skip
    every["handled"] = every["solved"] + every["not"]
    fits = np.ones(solved_0.shape, dtype=bool)
    for name, value in figures.values.items():
        if name not in kept_back and name not in figures.unpublished:
            fits &= every[name] == value
    for name, value in figures.values.items():
        if 0 < value < SMALLEST_SHOWN:
            assert every[name][fits].max() >= SMALLEST_SHOWN, (kept_back, name)
