"""What the phrases found in a message say together: negation, doubt, and good signs beside bad ones.

Only good signs are turned. A bad one stays what it is unless a longer phrase says otherwise, because to
take a dying person for well is the worst mistake this reading can make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.answer_phrases import Phrase
from bot.dialogue.answer_text import Said, size

NEGATED = {
    "awake_yes": "awake_no",
    "breathing_normal": "breathing_not_normal",
    "write_safely_yes": "write_safely_no",
    "contact_safe_yes": "contact_safe_no",
    "company_yes": "company_no",
    "trapped_no": "trapped_yes",
}
"""Good signs, and what they become after a negation."""
BEFORE, AFTER = 4, 2
"""Words, or Han characters, that may stand between a negation and what it negates."""

Turns = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hit:
    """A phrase in the flat line, with the code it says there."""

    start: int
    end: int
    code: str
    turned: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it says that things are well."""
        return self.code in NEGATED


def hits(said: Said, wanted: Sequence[tuple[str, Phrase]], turns: Turns, codes: Sequence[str]) -> list[Hit]:
    """Return what counts in a message: overlapping phrases give way to the longest, and what a message
    says of now to what it says of before."""
    found = [
        Hit(start, end, code)
        for code, phrase in wanted
        for start, end in _places(said, phrase, turns["polite"])
    ]
    if not found:
        return []
    turned = [_turned(hit, said, turns) for hit in found]
    kept: list[Hit] = []
    for hit in sorted(turned, key=lambda hit: (hit.start - hit.end, hit.turned, _order(hit.code, codes))):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return _of_now([hit for hit in kept if hit.code in codes], said, turns)


def decide(found: Sequence[Hit], codes: Sequence[str]) -> str | None:
    """Return the one code that a message says: the longest bad sign, else the longest good one."""
    bad = [hit for hit in found if not hit.is_good]
    if bad and len(bad) < len(found) and "awake_unknown" in codes:
        return "awake_unknown"
    best = min(bad or found, key=lambda hit: (hit.start - hit.end, _order(hit.code, codes)), default=None)
    return best.code if best else None


def _order(code: str, codes: Sequence[str]) -> int:
    return codes.index(code) if code in codes else len(codes)


def _places(said: Said, phrase: Phrase, polite: Sequence[str]) -> list[tuple[int, int]]:
    if not phrase.alone:
        return list(said.find(phrase.text))
    if phrase.fills(said.flat, polite):
        return [(0, len(said.flat))]
    indices = [i for i in range(len(said.clauses)) if phrase.is_clause(said, i, polite)]
    return [(said.clauses[i].start, said.clauses[i].end) for i in indices]


def _turned(hit: Hit, said: Said, turns: Turns) -> Hit:
    if not hit.is_good:
        return hit
    clause = said.clause_at(hit.start)
    splits = [at for word in turns["but"] for at in said.find(word)]
    first = max([clause.start, *(end for _, end in splits if end <= hit.start)])
    last = min([clause.end, *(start for start, _ in splits if start >= hit.end)])
    doubts = [place for word in turns["doubt"] for place in said.find(word) if _is_apart(hit, place)]
    for word in turns["negation"]:
        for start, end in said.find(word):
            is_near = first <= start and end <= hit.start and size(said.flat[end : hit.start]) <= BEFORE
            # The "not" of "not sure" is doubt.
            if is_near and not any(begin <= start and end <= stop for begin, stop in doubts):
                return Hit(start, hit.end, NEGATED[hit.code], turned=True)
    for word in turns["negation_after"]:
        for start, end in said.find(word):
            if hit.end <= start and end <= last and size(said.flat[hit.end : start]) <= AFTER:
                return Hit(hit.start, end, NEGATED[hit.code], turned=True)
    if clause.asks or doubts:
        return replace(hit, code=f"{hit.code.rpartition('_')[0]}_unknown")
    return hit


def _is_apart(hit: Hit, place: tuple[int, int]) -> bool:
    return place[1] <= hit.start or hit.end <= place[0]


def _of_now(found: list[Hit], said: Said, turns: Turns) -> list[Hit]:
    words = [start for word in turns["now"] for start, _ in said.find(word)]
    if not words:
        return found
    after = [hit for hit in found if hit.start >= max(words)]
    beside = [hit for hit in found if hit.start >= said.clause_at(max(words)).start]
    return after or beside or found
