"""From the phrases trainers write to expressions over the rule view.

Written with spaces (Latin script)::

    not breathing            these words in a row
    bleed*                   a word that begins so
    not * breathing          up to three words between
    (he|she|my baby) fell    one of these
    is (really|) dying       an empty choice makes the word optional; choices may stand in choices
    <not> bernapas           one of the words listed under ``groups: not`` of the same file
    =help                    the whole message is this, once or several times

Any other script is matched as a plain piece of text; ``…`` (or ``...``) allows up to six characters between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Union

from bot.nlu.errors import RuleError

_WORD = re.compile(r"[a-z0-9]+")
_LATIN_ONLY = re.compile(r"[a-z0-9 *()|]+")
_TOKEN = re.compile(r"[()|]|[^\s()|]+")
_Part = Union[str, "list[list[_Part]]"]
_GAP = "(?: [a-z0-9]+){0,3}"
_MOST_TIMES = 4
_GAP_CHARACTERS = "[^.]{0,6}?"


def compile_phrase(phrase: str, view: Callable[[str], str]) -> tuple[str, list[str]]:
    """Return the expression of a phrase and its anchors.

    An anchor is a word (``dying``), the beginning of one (``bleed*``) or, for scripts without spaces,
    one or two characters; a text with none of the anchors cannot match. ``view`` turns plain text into
    the rule view. Raises RuleError for a phrase that could match anything.
    """
    if phrase.startswith("="):
        expression, anchors = compile_phrase(phrase[1:], view)
        # Counted, because "help" may be read as a cry or as the word before one: without an end to it, forty of
        # them followed by another word would be tried in more ways than there is time for.
        return rf"^\W*(?:{expression}\W*){{1,{_MOST_TIMES}}}$", anchors
    marked = phrase.replace("\u2026", "...")
    if "..." not in marked:
        plain = _viewed_words(marked, view)
        if _LATIN_ONLY.fullmatch(plain):
            return _compile_words(phrase, plain)
    return _compile_characters(phrase, [piece for piece in map(view, marked.split("...")) if piece])


def anchor_keys(view_text: str, prefix_lengths: frozenset[int]) -> set[str]:
    """Return every anchor a text offers: its words, their beginnings, its characters and pairs of them."""
    keys: set[str] = set()
    for word in set(_WORD.findall(view_text)):
        keys.add(word)
        keys.update(f"{word[:length]}*" for length in prefix_lengths if len(word) >= length)
    for is_latin, run in groupby(view_text, key=_is_latin):
        if not is_latin:
            piece = "".join(run)
            keys.update(piece)
            keys.update(piece[i : i + 2] for i in range(len(piece) - 1))
    return keys


def _is_latin(char: str) -> bool:
    return char < "\u0250"


def _viewed_words(phrase: str, view: Callable[[str], str]) -> str:
    # The signs of the pattern language are kept, what stands between them is turned into the rule view.
    pieces = re.split(r"([*()|])", phrase)
    kept = [piece if piece in ("*", "(", ")", "|") else _view_keeping_edges(piece, view) for piece in pieces]
    return re.sub(r" +", " ", "".join(kept)).strip()


def _view_keeping_edges(piece: str, view: Callable[[str], str]) -> str:
    inner = view(piece)
    left = " " if piece[:1].isspace() else ""
    right = " " if piece[-1:].isspace() else ""
    return f"{left}{inner}{right}" if inner else left or right


def _compile_words(phrase: str, plain: str) -> tuple[str, list[str]]:
    if plain.count("(") != plain.count(")"):
        raise RuleError(f"The phrase '{phrase}' has a bracket without its partner.")
    parts = _parse(iter(_TOKEN.findall(plain)))[0]
    best = _best_anchors(parts)
    if not best:
        raise RuleError(f"The phrase '{phrase}' has no word that must be there. Add one outside the choices.")
    if any(anchor.endswith("*") and len(anchor) < 4 for anchor in best):
        raise RuleError(f"The phrase '{phrase}' begins words too short. Write three letters before the star.")
    return f"(?<![a-z0-9])(?:{_expression(parts)})(?![a-z0-9])", best


def _parse(tokens: Iterator[str]) -> list[list[_Part]]:
    """Return the choices up to the closing bracket; each is a sequence of words and nested choices."""
    choices: list[list[_Part]] = [[]]
    for token in tokens:
        if token == "(":
            choices[-1].append(_parse(tokens))
        elif token == "|":
            choices.append([])
        elif token == ")":
            break
        else:
            choices[-1].append(token)
    return choices


def _expression(parts: list[_Part]) -> str:
    """Return the expression of a sequence, the spaces between its parts included."""
    expression, gap, needs_space, leading = "", "", False, True
    for part in parts:
        if part == "*":
            gap = _GAP if not leading or expression else ""
            continue
        body, optional = _part_expression(part)
        if not body:
            continue
        if leading and optional:
            expression += f"(?:{body} )?"
            continue
        before = f"{gap} " if needs_space else ""
        expression += f"(?:{before}{body})?" if optional else f"{before}{body}"
        gap, needs_space, leading = "", True, False
    return expression


def _part_expression(part: _Part) -> tuple[str, bool]:
    if isinstance(part, str):
        return f"{part[:-1]}[a-z0-9]*" if part.endswith("*") else part, False
    choices = [_expression(choice) for choice in part]
    filled = [choice for choice in choices if choice]
    return (f"(?:{'|'.join(filled)})" if filled else ""), len(filled) < len(choices)


def _best_anchors(parts: list[_Part]) -> list[str]:
    """Return the words of which one must be in every match, the longest there are; empty if none must."""
    best: list[str] = []
    for part in parts:
        if part == "*":
            continue
        if isinstance(part, str):
            anchors = [part]
        else:
            sets = [_best_anchors(choice) for choice in part]
            anchors = [anchor for found in sets for anchor in found] if all(sets) else []
        if _worth(anchors) > _worth(best):
            best = anchors
    return best


def _worth(anchors: list[str]) -> int:
    return min((len(anchor.rstrip("*")) for anchor in anchors), default=0)


def _compile_characters(phrase: str, pieces: list[str]) -> tuple[str, list[str]]:
    if not pieces:
        raise RuleError(f"The phrase '{phrase}' has no text. Write what the message must contain.")
    longest = max(pieces, key=len)
    expression = _GAP_CHARACTERS.join(re.escape(piece) for piece in pieces)
    return expression, [next(_character_anchor(longest))]


def _character_anchor(piece: str) -> Iterator[str]:
    for is_latin, run in groupby(piece, key=_is_latin):
        text = "".join(run)
        if not is_latin:
            yield text[:2]
    words = _WORD.findall(piece)
    yield max(words, key=len) if words else piece[:1]
