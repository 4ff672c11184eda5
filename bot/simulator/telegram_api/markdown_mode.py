"""parse_mode MarkdownV2, and the older Markdown, which reserves fewer characters."""

from __future__ import annotations

from typing import Any

from bot.simulator.telegram_api.errors import bad_request

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_PAIRS = (("||", "spoiler"), ("__", "underline"), ("*", "bold"), ("_", "italic"), ("~", "strikethrough"))
_LEGACY_PAIRS = (("*", "bold"), ("_", "italic"))


class _Reader:
    def __init__(self, source: str, legacy: bool) -> None:
        self.source = source
        self.legacy = legacy
        self.pairs = _LEGACY_PAIRS if legacy else _PAIRS
        self.position = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[tuple[str, str, int]] = []
        self.entities: list[dict[str, Any]] = []

    def emit(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text.encode("utf-16-le")) // 2
        self.position += len(text)

    def fail(self, message: str) -> None:
        raise bad_request(f"can't parse entities: {message}")

    def entity(self, kind: str, start: int, **extra: Any) -> None:
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **extra})

    def code(self) -> None:
        fence = "```" if self.source.startswith("```", self.position) else "`"
        end = self.source.find(fence, self.position + len(fence))
        if end < 0:
            kind = "Pre" if fence == "```" else "Code"
            self.fail(f"Can't find end of {kind} entity at byte offset {self.byte_offset()}")
        inner = self.source[self.position + len(fence) : end].replace("\\`", "`").replace("\\\\", "\\")
        start = self.length
        self.emit(inner)
        self.entity("pre" if fence == "```" else "code", start)
        self.position = end + len(fence)

    def byte_offset(self) -> int:
        return len(self.source[: self.position].encode())

    def close_link(self) -> None:
        _, _, start = self.open.pop()
        self.position += 1
        url = ""
        if self.source.startswith("(", self.position):
            end = self.source.find(")", self.position)
            if end < 0:
                self.fail("Can't find end of a URL")
            url = self.source[self.position + 1 : end]
            self.position = end + 1
        if url:
            self.entity("text_link", start, url=url)

    def step(self) -> None:
        char = self.source[self.position]
        if char == "\\" and self.position + 1 < len(self.source):
            self.position += 1
            self.emit(self.source[self.position])
        elif char == "`":
            self.code()
        elif char == "[":
            self.open.append(("]", "text_link", self.length))
            self.position += 1
        elif char == "]" and self.open and self.open[-1][0] == "]":
            self.close_link()
        else:
            self.mark_or_text(char)

    def mark_or_text(self, char: str) -> None:
        for mark, kind in self.pairs:
            if self.source.startswith(mark, self.position):
                self.position += len(mark)
                if self.open and self.open[-1][0] == mark:
                    self.entity(kind, self.open.pop()[2])
                else:
                    self.open.append((mark, kind, self.length))
                return
        line_start = self.position == 0 or self.source[self.position - 1] == "\n"
        if char == ">" and line_start and not self.legacy:
            self.position += 1
        elif char in _RESERVED and not self.legacy:
            self.fail(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self.emit(char)


def parse_markdown_v2(source: str, *, legacy: bool = False) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities. Raises ``ApiError`` on unescaped or unbalanced marks."""
    reader = _Reader(source, legacy)
    while reader.position < len(source):
        reader.step()
    if reader.open:
        _, kind, start = reader.open[-1]
        name = "".join(part.capitalize() for part in kind.split("_"))
        reader.fail(f"Can't find end of {name} entity at byte offset {start}")
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.out), reader.entities
