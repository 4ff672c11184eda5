"""Cases: list, look up, hand in, tell how the partner stands, read the talk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import Body, HeaderParameter, PathParameter, QueryParameter
from sqlalchemy.orm import Session

from bot.api.case_opening import open_case, read_matter
from bot.api.case_reading import CaseFilter, find_case, list_cases, list_messages, one_case
from bot.api.controllers import examples
from bot.api.controllers.pages import DEFAULT_LIMIT, Cursor, Limit, link_header
from bot.api.controllers.responses import READING, WRITING, refusals
from bot.api.cursor import make_cursor, read_cursor
from bot.api.idempotency import Answer, once
from bot.api.partner_status import add_status
from bot.api.problems import invalid
from bot.api.shapes import (
    TOPICS,
    CaseOut,
    CasePage,
    CaseReceipt,
    MessagePage,
    NewCase,
    Status,
    StatusReceipt,
    StatusUpdate,
    Urgency,
)
from bot.api.tokens import Caller
from bot.store.database import Store

AnyRequest = Request[Any, Any, Any]
Code = Annotated[
    str,
    PathParameter(
        max_length=40,
        description="Code of the case, upper or lower case, with or without dashes.",
        examples=[Example(value="JKT-7K4P-2")],
    ),
]
IdempotencyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=120,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of yours, new for each request: a repeat gets the stored answer for a day.",
    ),
]
TopicFilter = Annotated[
    list[str] | None,
    QueryParameter(
        description="Any of these topics.", schema_extra={"items": {"type": "string", "enum": TOPICS}}
    ),
]


class Cases(Controller):
    """Cases of the token's desk, and those the token's system handed in."""

    path = "/cases"
    tags = ("cases",)

    @get(
        "/",
        opt={"scope": "cases:read"},
        summary="List cases",
        responses={
            200: ResponseSpec(
                CasePage,
                description="A page; the Link header leads to the next.",
                examples=[examples.CASE_PAGE],
            ),
            **refusals(*READING),
        },
    )
    async def listed(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        status: Annotated[list[Status] | None, QueryParameter(description="Any of these states.")] = None,
        urgency: Annotated[
            list[Urgency] | None, QueryParameter(description="Any of these urgencies.")
        ] = None,
        topic: TopicFilter = None,
        desk: Annotated[str | None, QueryParameter(max_length=40, description="Code of a desk.")] = None,
        exercise: Annotated[bool | None, QueryParameter(description="Only exercises, or none.")] = None,
        updated_since: Annotated[
            datetime | None,
            QueryParameter(description="Only cases with a step since then; with a time zone."),
        ] = None,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Response[CasePage]:
        """Cases, the oldest first. Times are UTC. ``withheld`` names what nobody consented to."""
        unknown = [name for name in topic or () if name not in TOPICS]
        if unknown:
            raise invalid("topic", f"'{unknown[0][:40]}' is no topic; /schema lists them.")
        since = aware(updated_since, "updated_since")
        chosen = CaseFilter(status or (), urgency or (), topic or (), _plain(desk), exercise, since)
        key, query = request.app.state.runtime.settings.secret_key, f"cases:{caller.name}:{chosen.key()}"
        after = read_cursor(key, query, cursor) if cursor else 0
        rows, last = await _store(request).read(
            lambda session: list_cases(session, caller, chosen, after, limit)
        )
        following = make_cursor(key, query, last) if last is not None else None
        return Response(CasePage(rows, following), headers=link_header(request, following))

    @post(
        "/",
        opt={"scope": "cases:write"},
        summary="Hand in a case",
        responses={
            200: ResponseSpec(
                CaseReceipt,
                description="Added to the open case of the same reference and topic.",
                examples=[examples.CASE_JOINED],
            ),
            201: ResponseSpec(CaseReceipt, description="A new case.", examples=[examples.CASE_RECEIPT]),
            **refusals(*WRITING),
        },
    )
    async def handed_in(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        data: Annotated[NewCase, Body(examples=[examples.NEW_CASE])],
        idempotency_key: IdempotencyHeader = None,
    ) -> Response[CaseReceipt]:
        """Open a case. Critical and urgent ones ring at the desk responsible for the place.

        The urgency is the highest of yours, the topic's and what the text says. The case has a thread of
        its own that nobody reads on your side: what an operator writes there goes nowhere, and the operator
        is told so. A reference that is used again adds to the open case of the same topic.
        """
        matter = await read_matter(request.app.state.runtime.nlu, data)

        def _open(session: Session) -> Answer:
            receipt, is_new = open_case(session, caller, matter)
            location = {"Location": f"/api/v1/cases/{receipt.code}"}
            return Answer(201 if is_new else 200, receipt, location)

        return await once(request, caller, _open)

    @get(
        "/{code:str}",
        opt={"scope": "cases:read"},
        summary="Look up a case",
        responses={
            200: ResponseSpec(CaseOut, description="The case.", examples=[examples.CASE]),
            **refusals(*READING),
        },
    )
    async def one(self, request: AnyRequest, caller: NamedDependency[Caller], code: Code) -> CaseOut:
        """One case. A code with one wrong or two swapped characters: 404 with ``did_you_mean``."""
        return await _store(request).read(lambda session: one_case(session, caller, code))

    @patch(
        "/{code:str}",
        opt={"scope": "cases:write"},
        summary="Tell how you stand to a case",
        responses={
            200: ResponseSpec(StatusReceipt, description="Noted.", examples=[examples.STATUS_RECEIPT]),
            **refusals(*WRITING),
        },
    )
    async def updated(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        code: Code,
        data: Annotated[StatusUpdate, Body(examples=[examples.STATUS_UPDATE])],
        idempotency_key: IdempotencyHeader = None,
    ) -> Response[StatusReceipt]:
        """Add a status or a note to the history. A status goes forward only.

        The order is accepted, on_the_way, on_scene, closed.

        Nothing here lowers the urgency or closes the case: ``closed`` says that you are done, and a person
        of the desk decides.
        """

        def _update(session: Session) -> Answer:
            case = find_case(session, caller, code)
            return Answer(200, add_status(session, case.id, caller.name, data.status, data.note))

        return await once(request, caller, _update)

    @get(
        "/{code:str}/messages",
        opt={"scope": "messages:read"},
        summary="Read the talk of a case",
        responses={
            200: ResponseSpec(MessagePage, description="A page.", examples=[examples.MESSAGE_PAGE]),
            **refusals(*READING),
        },
    )
    async def messages(
        self,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        code: Code,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Response[MessagePage]:
        """What was said, the oldest first. Of a watched person only with consent for this recipient."""
        key, query = request.app.state.runtime.settings.secret_key, f"messages:{caller.name}:{code}"
        after = read_cursor(key, query, cursor) if cursor else 0
        rows, last = await _store(request).read(
            lambda session: list_messages(session, caller, code, after, limit)
        )
        following = make_cursor(key, query, last) if last is not None else None
        return Response(MessagePage(rows, following), headers=link_header(request, following))


def aware(moment: datetime | None, field: str) -> datetime | None:
    """Return a time in UTC.

    Raises:
        Problem: it has no time zone, or lies outside the calendar.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise invalid(field, "The time has no zone. Write it as 2026-11-24T07:00:00+07:00 or with a Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise invalid(field, "The time lies outside the calendar.") from error


def _plain(text: str | None) -> str | None:
    return text.replace("\x00", "").lower() if text is not None else None


def _store(request: AnyRequest) -> Store:
    store: Store = request.app.state.runtime.store
    return store
