"""An SVG file as an element of a page: without styles of its own, which a page may forbid, in its colours."""

from __future__ import annotations

import re
from html import escape

INK, FAINT = "#1b1f24", "#d3d8de"
SERIES = ("#0f5fa8", "#d17a00", "#8893a1", "#b3121d")
COLOURS = {"plot-ink": INK, "plot-line": FAINT, **{f"plot-{n}": each for n, each in enumerate(SERIES, 1)}}
"""Name of a page's colour → what stands for it while drawing. Each stands once."""

_HEAD = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', re.DOTALL)
_DEFS_OF_STYLE = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_IDENTITY = re.compile(r'(\bid="|href="#|url\(#)')
_FONT_SIZE = re.compile(r"([\d.]+)px")
_KEPT = frozenset({
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-opacity", "text-anchor", "opacity", "font-size",
})  # fmt: skip


def for_page(file: str, name: str, alt: str) -> str:
    """Return the element of a file that matplotlib wrote.

    Args:
        name: put before the ids inside, since a page holds several plots.
        alt: what it shows, for those who do not see it.
    """
    drawn = file[file.index("<svg") :]
    for pattern in (_METADATA, _DEFS_OF_STYLE, _COMMENT):
        drawn = pattern.sub("", drawn)
    drawn = _STYLE.sub(lambda match: _attributes(match[1]), drawn)
    drawn = _IDENTITY.sub(lambda match: f"{match[1]}{name}-", drawn)
    for variable, colour in COLOURS.items():
        drawn = drawn.replace(colour, f"var(--{variable})")
    label = escape(alt, quote=True)
    return _HEAD.sub(
        lambda match: (
            f'<svg viewBox="{match[1]}" xmlns:xlink="http://www.w3.org/1999/xlink" role="img"'
            f' stroke-linejoin="round" stroke-linecap="butt" aria-label="{label}">'
        ),
        drawn,
        count=1,
    ).strip()


def _attributes(style: str) -> str:
    """Return a style as attributes. Fonts are left out but for their size: they are the page's."""
    found: dict[str, str] = {}
    for part in style.split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        size = _FONT_SIZE.search(value) if key == "font" else None
        if size is not None:
            found["font-size"] = size[1]
        elif key in _KEPT:
            found[key] = value.removesuffix("px") if key == "font-size" else value
    return "".join(f' {key}="{value}"' for key, value in found.items())
