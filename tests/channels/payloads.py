"""Reads the payloads of tests/payloads, and makes JSON of any kind for fuzzing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parent.parent / "payloads"

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["private", "supergroup", "text", "image", "system", "edit", "\x00", "1795500000", "-1"]),
)


def json_with_keys(keys: list[str]) -> st.SearchStrategy[object]:
    """JSON whose objects mostly use the keys a parser looks for."""
    names = st.one_of(st.sampled_from([*keys, "new\x00key"]), st.text(max_size=5))
    return st.recursive(
        scalars,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=8)),
        max_leaves=40,
    )


def has_nul(value: object) -> bool:
    """Whether any text in a value holds the one character that PostgreSQL refuses."""
    if isinstance(value, dict):
        return any(has_nul(part) for pair in value.items() for part in pair)
    return any(map(has_nul, value)) if isinstance(value, list) else isinstance(value, str) and "\x00" in value


def load(channel: str, name: str) -> bytes:
    """Return the bytes of one payload."""
    return (FOLDER / channel / f"{name}.json").read_bytes()


def names(channel: str) -> list[str]:
    """Return the names of all payloads of a channel."""
    return sorted(path.stem for path in (FOLDER / channel).glob("*.json"))
