"""A QR code as a picture inside the page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str, title: str) -> Markup:
    """Return an SVG element: black on white in any theme, for that is what phones can read."""
    code = segno.make(text, error="m", micro=False)
    # Without a size of its own the style sheet decides how large it is.
    svg = code.svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", title=title, svgclass="qr", lineclass=None
    )
    return Markup(svg)
