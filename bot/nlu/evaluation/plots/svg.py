"""A plot as an SVG element that takes its colours from the page it stands in."""

from __future__ import annotations

import io
import re
from html import escape

from matplotlib import rc_context

from bot.nlu.evaluation.plots.style import COLOURS, Plot

_IDENTITY = re.compile(r'(\bid="|href="#|url\(#)')
_SIZE = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)


def svg(plot: Plot) -> str:
    """Return the element. Names inside are made the plot's own, since a page holds several plots."""
    file = io.StringIO()
    # A fixed salt: the same report gives the same page.
    with rc_context({"svg.hashsalt": plot.name}):
        plot.canvas.savefig(file, format="svg", metadata={"Date": None})
    drawn = file.getvalue()
    drawn = _METADATA.sub("", drawn[drawn.index("<svg") :])
    drawn = _IDENTITY.sub(lambda match: f"{match.group(1)}{plot.name}-", drawn)
    for name, colour in COLOURS.items():
        drawn = drawn.replace(colour, f"var(--{name})")
    label = escape(plot.alt, quote=True)
    return _SIZE.sub(
        lambda match: f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{match.group(1)}" role="img"'
        f' aria-label="{label}">',
        drawn,
        count=1,
    )
