"""An operator at the desk, through its HTTP routes."""

from __future__ import annotations

import asyncio
import re
import time
from types import TracebackType

import httpx

from tests.end_to_end.running import PASSWORD


class Operator:
    """Logs in, looks at the queue, claims, writes, hands back."""

    def __init__(self, base_url: str, login: str = "siti") -> None:
        self._login = login
        self.http = httpx.AsyncClient(base_url=base_url, trust_env=False, follow_redirects=True, timeout=20)

    async def __aenter__(self) -> Operator:
        page = await self.http.get("/desk/login")
        answer = await self.http.post(
            "/desk/login", data={"login": self._login, "password": PASSWORD, **self._token(page.text)}
        )
        assert answer.status_code == 200, answer.text
        assert "/desk/login" not in str(answer.url), "the log-in was refused"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    def _token(self, page: str) -> dict[str, str]:
        found = re.search(r'name="(_csrf[^"]*|csrf[^"]*)"\s+value="([^"]+)"', page)
        return {found.group(1): found.group(2)} if found else {}

    async def act(self, code: str, verb: str, **data: str) -> httpx.Response:
        """Post to one of a case's actions: claim, reply, hand-back, resolve."""
        page = await self.http.get(f"/desk/cases/{code}")
        assert page.status_code == 200, page.text
        answer = await self.http.post(f"/desk/cases/{code}/{verb}", data={**data, **self._token(page.text)})
        assert answer.status_code in (200, 201, 204), f"{verb}: {answer.status_code} {answer.text[:500]}"
        return answer

    async def page(self, code: str) -> str:
        """Return a case's page."""
        return (await self.http.get(f"/desk/cases/{code}")).text

    async def sees(self, code: str, text: str, seconds: float = 10) -> None:
        """Wait until a case's page shows a text."""
        deadline = time.monotonic() + seconds
        while text not in await self.page(code):
            assert time.monotonic() < deadline, f"{text!r} is not on the page of {code}"
            await asyncio.sleep(0.1)
