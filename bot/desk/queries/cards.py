"""The panel of phrase cards beside a case: sets, cards, what was asked, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.cases.asked_cards import asked_in
from bot.cases.intake import known_codes
from bot.engine.deck import deck, sentences
from bot.phrases.cards import CORE
from bot.phrases.deck import Step
from bot.phrases.wording import Words
from bot.store.tables import AskedCard, Case

PAGE = 9
"""Cards shown at once: one for each digit key from 1; 0 shows the next ones."""


@dataclass(frozen=True)
class SetName:
    """A set to choose; ``proposed``: it belongs to the topic of the case."""

    key: str
    name: str
    proposed: bool


@dataclass(frozen=True)
class CardRow:
    """One card of the panel. ``times``: how often it was asked in this case."""

    key: str
    digit: int
    kind: str
    own: Words
    """In the operator's language."""
    theirs: Words
    """As the traveller gets it."""
    times: int = 0
    is_open: bool = False
    is_next: bool = False
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class SentenceRow:
    """A canned sentence: in the operator's language, and what has to be filled in."""

    key: str
    own: str
    theirs: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Everything that the panel shows."""

    sets: list[SetName]
    chosen: str
    rows: list[CardRow]
    next: CardRow | None
    page: int
    pages: int
    review: str
    """State of review of the cards in the traveller's language."""
    sentences: list[SentenceRow]

    @property
    def next_is_shown(self) -> bool:
        """Whether the proposed card is among those shown anyway."""
        return any(row.is_next for row in self.rows)


def card_panel(session: Session, case: Case, language: str, chosen: str = "", page: int = 0) -> Panel:
    """Return the panel of a case for an operator who reads ``language``.

    Args:
        chosen: the set to show; the first of the topic when there is none of this name.
        page: which nine cards of it; counted from 0, any number is fine.
    """
    cards = deck()
    order = cards.structure.sets_for(case.topic)
    chosen = chosen if chosen in cards.structure.sets else order[0]
    asked = asked_in(session, case.id)
    proposed = list(cards.structure.topics.get(case.topic, (CORE,)))
    steps = [Step(row.card, row.code) for row in asked]
    upcoming = cards.next_card(steps, known_codes(case), proposed)
    listed = cards.structure.sets[chosen]
    pages = -(-len(listed) // PAGE)
    page = page % pages
    shown = listed[page * PAGE : (page + 1) * PAGE]

    def row(key: str, digit: int) -> CardRow:
        return _row(case, key, digit, [one for one in asked if one.card == key], language, key == upcoming)

    return Panel(
        sets=[SetName(name, cards.set_name(name, language), name in proposed) for name in order],
        chosen=chosen,
        rows=[row(key, digit) for digit, key in enumerate(shown, 1)],
        next=row(upcoming, 0) if upcoming else None,
        page=page,
        pages=pages,
        review=cards.review(case.conversation.language),
        sentences=list(_sentences(case, language)),
    )


def _row(case: Case, key: str, digit: int, asked: list[AskedCard], language: str, is_next: bool) -> CardRow:
    cards, conversation = deck(), case.conversation
    answered = [one for one in asked if one.answered_at is not None]
    return CardRow(
        key=key,
        digit=digit,
        kind=cards.structure.cards[key].kind,
        own=cards.words(key, language),
        theirs=cards.words(key, conversation.language, conversation.script),
        times=len(asked),
        is_open=bool(asked) and asked[-1].answered_at is None,
        is_next=is_next,
        code=answered[-1].code if answered else "",
        text=answered[-1].text if answered else "",
    )


def _sentences(case: Case, language: str) -> Iterator[SentenceRow]:
    own, theirs = sentences(), case.conversation.language
    for key in own.keys:
        yield SentenceRow(key, own.pattern(key, language), own.pattern(key, theirs), own.slots(key))
