"""How a person may be written to: channel, hours, words, nothing unprompted, do not call."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.reference.clocks import zone_of
from bot.store.tables import Case

CHANNELS = ("telegram", "whatsapp")
MAX_WORDS = 500


class BadRule(ValueError):
    """The rule cannot be kept like this; the text says what to write instead."""


@dataclass(frozen=True)
class ContactRule:
    """What is kept about contact with one person.

    channel: the only one that is safe; empty: the one they write on.
    hours: ("08:00", "16:00") pairs in the person's own time; a pair may go over midnight; empty: any.
    words: what to say and not to say, for the operator.
    never_unprompted: only answers, never a line of our own accord.
    do_not_call: never phone them.
    """

    channel: str = ""
    hours: tuple[tuple[str, str], ...] = ()
    words: str = ""
    never_unprompted: bool = False
    do_not_call: bool = False


@dataclass(frozen=True)
class Permission:
    """Whether a line may go now, and if not, why, for the operator."""

    allowed: bool
    why: str = ""


def contact_rule_of(case: Case) -> ContactRule:
    """Return the rule that holds: what was set, made stricter by a watched topic or silent mode."""
    kept = case.contact_rule
    conversation = case.conversation
    watched = case.watched or conversation.watched
    return ContactRule(
        channel=str(kept.get("channel", "")),
        hours=tuple((str(start), str(end)) for start, end in kept.get("hours", [])),
        words=str(kept.get("words", "")),
        never_unprompted=bool(kept.get("never_unprompted")) or watched or conversation.silent,
        do_not_call=bool(kept.get("do_not_call") or case.marks.get("do_not_call")) or conversation.silent,
    )


def set_contact_rule(session: Session, case: Case, rule: ContactRule, actor: str) -> None:
    """Keep a rule for a case; it travels with the file.

    Raises:
        BadRule: an unknown channel, hours that are none, or too many words; nothing was changed.
    """
    if rule.channel and rule.channel not in CHANNELS:
        raise BadRule(f"{rule.channel} is no channel. Choose one of: {', '.join(CHANNELS)}.")
    if len(rule.words) > MAX_WORDS:
        raise BadRule(f"Words about contact: at most {MAX_WORDS} characters, these are {len(rule.words)}.")
    for start, end in rule.hours:
        _time(start), _time(end)
        if start == end:
            raise BadRule(f"{start} to {end} is no time at all. Write two different times.")
    before = dict(case.contact_rule)
    values: dict[str, Any] = asdict(rule)
    values["hours"] = [list(pair) for pair in rule.hours]
    case.contact_rule = values
    if rule.do_not_call:
        case.marks = {**case.marks, "do_not_call": True}
    record(session, case, "contact_rule_set", actor, before=before, rule=values)


def may_write(case: Case, at: datetime, prompted: bool) -> Permission:
    """Say whether a line of the service may go to the person now. An operator's own words are hers.

    Args:
        at: aware time.
        prompted: the person has just written, and this is the answer.
    """
    rule = contact_rule_of(case)
    if case.outcome_code == "died":
        return Permission(False, "A death: an officer tells the family, no message does.")
    channel = case.conversation.identity.channel
    if rule.channel and rule.channel != channel:
        return Permission(False, f"The person is to be written to on {rule.channel} only, not on {channel}.")
    if prompted:
        return Permission(True)
    if rule.never_unprompted:
        return Permission(False, "Nothing unprompted: somebody may read along. Wait until the person writes.")
    if rule.hours and not _is_within(rule.hours, _local(case, at)):
        spans = ", ".join(f"{start}–{end}" for start, end in rule.hours)
        return Permission(False, f"Outside the hours the person gave ({spans}, their time).")
    return Permission(True)


def _local(case: Case, at: datetime) -> time:
    country = case.country or case.conversation.country
    position = (case.latitude, case.longitude) if case.latitude is not None else None
    return at.astimezone(zone_of(country, position)).time()


def _is_within(hours: tuple[tuple[str, str], ...], now: time) -> bool:
    for first, last in hours:
        start, end = _time(first), _time(last)
        if start < end and start <= now < end:
            return True
        if start > end and (now >= start or now < end):
            return True
    return False


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise BadRule(f"{text} is no time of day. Write it like 08:00.") from error
