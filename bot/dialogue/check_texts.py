"""Proves that every text exists in every language, with the same placeholders and button payloads.

``python -m bot.dialogue.check_texts`` prints what is wrong and ends with 1 if anything is.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.dialogue.texts import FALLBACK, FILE_NAME, Entry, TextError, read_file

LANGUAGES = ("id", "en", "zh", "fr")
FEW = 3
FEW_TITLE, MANY_TITLE, MOST = 20, 24, 10
"""WhatsApp: up to three buttons of 20 characters, else a list of ten rows of 24."""
PAYLOAD_BYTES = 40


def check_language(texts: Mapping[str, Entry], contract: Mapping[str, Entry]) -> list[str]:
    """Return what a language lacks or has otherwise than English."""
    problems = [f"{key} is missing" for key in contract if key not in texts]
    problems += [f"{key} is not a key of {FALLBACK}" for key in texts if key not in contract]
    for key in contract.keys() & texts.keys():
        own, theirs = texts[key], contract[key]
        if own.placeholders != theirs.placeholders:
            wanted, found = sorted(theirs.placeholders), sorted(own.placeholders)
            problems.append(f"{key} has the placeholders {found}, English has {wanted}")
        if [payload for _, payload in own.buttons] != [payload for _, payload in theirs.buttons]:
            problems.append(f"{key} has other button payloads than English")
    return sorted(problems) + check_buttons(texts)


def check_buttons(texts: Mapping[str, Entry]) -> list[str]:
    """Return buttons that a channel would cut or refuse."""
    problems = []
    for key, entry in texts.items():
        limit = FEW_TITLE if len(entry.buttons) <= FEW else MANY_TITLE
        if len(entry.buttons) > MOST:
            problems.append(f"{key} has {len(entry.buttons)} buttons; {MOST} is the most")
        for title, payload in entry.buttons:
            if len(title) > limit:
                problems.append(
                    f"{key}: the button {title!r} has {len(title)} characters; {limit} is the most"
                )
            if len(payload.encode()) > PAYLOAD_BYTES:
                problems.append(f"{key}: the payload {payload!r} is longer than {PAYLOAD_BYTES} bytes")
    return problems


def check_domain(domain_file: Path, contract: Mapping[str, Entry]) -> list[str]:
    """Return names that rules may say and that have no text."""
    listed = YAML(typ="safe").load(domain_file.read_text(encoding="utf-8"))["responses"]
    return [f"domain.yml lists {key}, which has no text" for key in listed if key not in contract]


def check_all(root: Path, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """Return every problem, each with its language."""
    contract = read_file(root / "nlu_data" / FALLBACK / FILE_NAME)
    problems = check_domain(root / "domain.yml", contract)
    for language in languages:
        path = root / "nlu_data" / language / FILE_NAME
        if not path.is_file():
            problems.append(f"{language}: {FILE_NAME} is missing")
            continue
        try:
            found = check_language(read_file(path), contract)
        except TextError as error:
            found = [str(error)]
        problems += [f"{language}: {problem}" for problem in found]
    return problems


if __name__ == "__main__":
    wrong = check_all(Path(__file__).resolve().parent.parent.parent)
    print("\n".join(wrong) or "All texts are there, in all languages.")
    sys.exit(1 if wrong else 0)
