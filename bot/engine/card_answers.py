"""What a traveller answers to phrase cards: coded into the case file, with the own words beside the code.

A tap belongs to its own card, whoever speaks now. Digits and words are read while a human holds the
conversation: a digit for the card asked last, words for that one first and then for older open ones.
Nothing here says anything to the traveller.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.cases.asked_cards import answer, find_asked, newest_asked, open_in
from bot.cases.history import record
from bot.cases.intake import file_under, known_codes, note_field
from bot.cases.intake_fields import plan_of
from bot.cases.ladder import ring
from bot.dialogue import effects
from bot.dialogue.parse import SILENT_WORD
from bot.engine.deck import deck, reader
from bot.engine.effects import Scene, apply_effect
from bot.engine.loading import Job
from bot.phrases.cards import Card
from bot.phrases.coding import COUNTRY, UNKNOWN, read_words
from bot.phrases.payloads import read_digit, read_payload
from bot.store.base import utcnow
from bot.store.tables import AskedCard, Case, User

WHERE, PHOTO = "where", "photo"
POSITION, DONE = "position", "done"
OPEN_FOR = timedelta(hours=6)
"""How long typed words are read as the answer to a card; a tap counts for ever."""
_WIRE = re.compile(r"^(\d+):(.+)$", re.DOTALL)
Answered = list[tuple[AskedCard, str]]


def take_answers(scene: Scene, job: Job) -> Answered:
    """Code a message as far as it answers cards; returns (card asked, code) for each that it does."""
    found = _tapped(scene, job)
    if not found and scene.conversation.owner == "operator" and not job.payload:
        rows = open_in(scene.session, scene.conversation.id, utcnow() - OPEN_FOR)
        found = _sent(rows, job) or _typed(scene, rows, job)
        if job.text.strip() == SILENT_WORD:
            _read_silent_word(scene, found)
    for row, code in found:
        _note(scene, row, code)
    if found:
        _mark_line(scene, found)
    return found


def _tapped(scene: Scene, job: Job) -> Answered:
    chosen = read_payload(job.payload)
    card = deck().card(chosen[0]) if chosen else None
    if chosen is None or card is None or chosen[1] not in card.answers:
        return []
    wire = _WIRE.match(str((scene.message.content or {}).get("payload", "")))
    row = find_asked(scene.session, scene.conversation.id, card.key, int(wire[1]) if wire else None)
    return [(row, chosen[1])] if row is not None else []


def _sent(rows: list[AskedCard], job: Job) -> Answered:
    """A position answers the question for the place, a picture the one for a photo."""
    if job.event.position is not None:
        return [(row, POSITION) for row in rows if _card(row).field == WHERE][:1]
    if job.event.media is not None:
        return [(row, DONE) for row in rows if _card(row).field == PHOTO][:1]
    return []


def _typed(scene: Scene, rows: list[AskedCard], job: Job) -> Answered:
    last = newest_asked(scene.session, scene.conversation.id)
    if last is None or not job.text.strip():
        return []
    digit = read_digit(_card(last), job.text)
    if digit:
        return [(last, digit)]
    # What was answered last may be corrected, in words that belong to that card alone.
    asked = [*rows, *([last] if last.answered_at is not None else [])]
    read = [(row, _read(scene, row, job.text, is_newest=row is asked[0] and row in rows)) for row in asked]
    found = [(row, code) for row, code in read if code]
    if not found and rows and _takes_any_words(rows[0], scene, job):
        found = [(rows[0], "")]
    return found


def _read(scene: Scene, row: AskedCard, text: str, *, is_newest: bool) -> str | None:
    card, language = _card(row), scene.conversation.language
    if card.kind == "text":
        general = reader().general(text, language) if is_newest else None
        if general == UNKNOWN:
            return UNKNOWN
        if not is_newest:
            return None
    words = deck().words(card.key, language)
    alike = deck().alike(card, language)
    return read_words(card, words, text, language, reader(), asked=is_newest, alike=alike)


def _takes_any_words(row: AskedCard, scene: Scene, job: Job) -> bool:
    """Whether words answer a card that asks for words: a name or a place, no "yes" and no cry for help."""
    card = _card(row)
    if card.kind != "text" or card.field == COUNTRY or job.parse.get("raised"):
        return False
    return reader().general(job.text, scene.conversation.language) is None


def _read_silent_word(scene: Scene, found: Answered) -> None:
    """"55" is silent mode, unless a number was asked for: then it is the number, with a mark."""
    if any(_card(row).kind == "number" for row, _ in found):
        apply_effect(scene, effects.Mark("number_55"))
    else:
        apply_effect(scene, effects.SilentMode())


def _note(scene: Scene, row: AskedCard, code: str) -> None:
    session, message, card = scene.session, scene.message, _card(row)
    case = session.get_one(Case, row.case_id)
    answer(session, row, code, message)
    if card.field == PHOTO and message.kind == "photo":
        file_under(session, case, card.field, message)
    elif card.field:
        user = session.get(User, row.user_id)
        kept = {"card": card.key, "by": user.login if user else "", "message": message.id}
        before = known_codes(case)
        note_field(session, case, card.field, code, message.text, "traveller", kept)
        _rise(session, case, before)
    else:
        record(session, case, "card_answered", "traveller", card=card.key, code=code, message_id=message.id)
    _follow(scene, case, card, code, message.text)


def _follow(scene: Scene, case: Case, card: Card, code: str, text: str) -> None:
    """What else an answer means: a place, silence, or that somebody may not be free to write."""
    if card.is_duress(code):
        scene.conversation.watched = True
        case.marks = {**case.marks, "duress": True, "do_not_call": True}
        record(scene.session, case, "marked", "traveller", mark="duress")
    elif card.field == "write_safely" and code == "no":
        apply_effect(scene, effects.SilentMode())
    elif card.field == "contact_safe" and code == "no":
        case.marks = {**case.marks, "contact_not_safe": True}
        record(scene.session, case, "marked", "traveller", mark="contact_not_safe")
    elif card.field == COUNTRY and code:
        apply_effect(scene, effects.SetCountry(code))
    elif card.field == WHERE and text and not code:
        apply_effect(scene, effects.NotePlace(text, reader().country(text)))


def _rise(session: Session, case: Case, before: dict[str, str]) -> None:
    """An answer that makes a matter graver lifts the case, as in the assistant's own intake.

    It rings where nobody holds the case; who holds it has just asked and reads the answer.
    """
    plan = plan_of(case.topic)
    for rise in plan.risen(before, known_codes(case)) if plan else ():
        if case.urgency in (rise.to, "critical"):
            continue
        case.urgency = rise.to
        case.reason = f"{rise.why}; {case.reason}"
        record(session, case, "raised", "traveller", urgency=rise.to, reason=rise.why)
        if case.status not in ("claimed", "active"):
            ring(session, case, rise.why)


def _mark_line(scene: Scene, found: Answered) -> None:
    """The line keeps what it was read as: the transcript shows it in the operator's language."""
    coded = [{"card": row.card, "code": code} for row, code in found]
    scene.message.content = {**scene.message.content, "coded": coded}
    if scene.message.case_id is None:
        scene.message.case_id = found[0][0].case_id


def _card(row: AskedCard) -> Card:
    card = deck().card(row.card)
    # A card that a later version of the deck no longer has still takes words.
    return card or Card(row.card, "text", row.card)
