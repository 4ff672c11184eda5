"""The language of a message, sticky with what its sender wrote before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.nlu.pinyin import can_be_pinyin
from bot.nlu.script import HanForms, main_script, script_counts

SERVED = ("id", "en", "zh", "fr")
OTHER = "other"
# Malay, Javanese, Sundanese, Minangkabau, Madurese, Banjarese and Balinese are answered in Indonesian.
ANSWERED_AS = dict.fromkeys(("ms", "jv", "su", "min", "mad", "bjn", "ban"), "id")
_SCRIPTS_OF_INDONESIA = ("Java", "Sund", "Bali", "Bugi")
# Leaving the language of the sender's last message needs this much certainty, and some text to go by.
_SWITCH = 0.8
_SWITCH_WHEN_SHORT = 0.93
_SHORT = 8
# Without a history. Few sentences of each other language are known, so a text that is one third foreign already is.
_OTHER = 0.35


def answered_in(code: str) -> str:
    """Return the served language in which one is answered, or ``other``."""
    code = ANSWERED_AS.get(code, code)
    return code if code in SERVED else OTHER


def served_part(probabilities: Sequence[float], classes: Sequence[str]) -> dict[str, float]:
    """Return the probability of each served language and of all the others as one."""
    parts = dict.fromkeys((*SERVED, OTHER), 0.0)
    for name, probability in zip(classes, probabilities):
        parts[answered_in(name)] += float(probability)
    return parts


def split_history(history: str | None) -> tuple[str, str]:
    """Return language and Han form of a history such as ``fr``, ``zh`` or ``zh-Hant``; empty where unknown."""
    language, _, script = str(history or "").replace("_", "-").partition("-")
    return (language if language in SERVED else ""), (script if script in ("Hans", "Hant") else "")


def known(language: str | None) -> str:
    """Return a language given for certain, in the form used here; empty where it says nothing."""
    return split_history(language)[0] or (OTHER if language == OTHER else "")


def decide(
    cleaned: str, latin: Mapping[str, float], han: HanForms, history: str | None
) -> tuple[str, str]:
    """Return language and script of a text.

    ``latin``: the probabilities from ``served_part``, used where the script does not decide; ``history``: the
    language of the sender's last message.
    """
    before, form_before = split_history(history)
    counts = script_counts(cleaned)
    script = main_script(counts)
    if script == "Hani":
        return "zh", han.decide(cleaned, form_before or "Hans")
    if not counts:
        return before or OTHER, (form_before or "Hans") if before == "zh" else "Latn" if before else script
    if script in _SCRIPTS_OF_INDONESIA:
        return "id", script
    if script != "Latn":
        return OTHER, script
    return _latin(_possible(latin, cleaned), before, counts["Latn"]), script


def _possible(latin: Mapping[str, float], cleaned: str) -> Mapping[str, float]:
    """Chinese senders mix English words in, so English n-grams look Chinese; what is no pinyin is not."""
    without = {name: share for name, share in latin.items() if name != "zh"}
    total = sum(without.values())
    if not total or can_be_pinyin(cleaned.lower()):
        return latin
    return {"zh": 0.0, **{name: share / total for name, share in without.items()}}


def _latin(latin: Mapping[str, float], before: str, letters: int) -> str:
    best = max(latin, key=lambda name: latin[name])
    if before:
        needed = _SWITCH if letters > _SHORT else _SWITCH_WHEN_SHORT
        return best if latin[best] >= needed else before
    return OTHER if latin[OTHER] >= _OTHER else max(SERVED, key=lambda name: latin[name])
