"""What the pages of lists share: their size, their cursor, the Link header."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar.connection import Request
from litestar.params import QueryParameter

DEFAULT_LIMIT = 50
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Rows on a page.")]
Cursor = Annotated[
    str | None,
    QueryParameter(
        max_length=200,
        description="The `next` of the page before, with the same filters; leave out to begin.",
    ),
]


def link_header(request: Request[Any, Any, Any], cursor: str | None) -> dict[str, str]:
    """Return the Link header (RFC 8288) to the next page; nothing on the last one."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    base = request.app.state.runtime.settings.base_url
    return {"Link": f'<{base}{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}
