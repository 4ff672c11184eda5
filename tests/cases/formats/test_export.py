"""The export: one transaction, noted, refused clearly."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.formats.cap import NAMESPACE
from bot.cases.formats.case_data import NoSuchCase
from bot.cases.formats.export import Export, export_case, note_refusal
from bot.cases.formats.grants import ExportRefused
from bot.store.database import Store
from bot.store.tables import AuditEntry, Case, CaseEvent
from tests.cases.formats.schema_checks import cap_faults, eido_faults
from tests.cases.formats.world import CODE, HOST, NOW, agree, make_case

C = f"{{{NAMESPACE}}}"


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one full case, and the person's consent to the partner city."""
    store.write_now(lambda session: agree(session, make_case(session)) and None)
    return store


def export(store: Store, layout: str, recipient: str, minutes: int = 0) -> Export:
    def work(session: Session) -> Export:
        return export_case(
            session, CODE, layout, recipient, actor="siti", host=HOST,
            now=NOW + timedelta(minutes=minutes), messages=True,
        )  # fmt: skip

    return store.write_now(work)


def events(store: Store) -> list[CaseEvent]:
    return store.read_now(
        lambda session: list(session.scalars(select(CaseEvent).where(CaseEvent.kind == "exported")))
    )


@pytest.mark.parametrize("recipient", ["kbri-beijing", "beijing-110"])
def test_all_formats(filled: Store, recipient: str) -> None:
    eido, cap, plain = (export(filled, layout, recipient) for layout in ("eido", "cap", "json"))
    assert eido_faults(json.loads(eido.body)) == []
    assert cap_faults(cap.body) == []
    assert json.loads(plain.body)["code"] == CODE
    assert [one.file_name for one in (eido, cap, plain)] == [
        f"{CODE}.eido.json", f"{CODE}.cap.xml", f"{CODE}.json"
    ]  # fmt: skip
    assert cap.media_type == "application/cap+xml"


def test_it_is_noted_in_history_and_audit_trail(filled: Store) -> None:
    export(filled, "eido", "beijing-110")
    (event,) = events(filled)
    assert event.actor == "siti"
    assert (event.data["format"], event.data["recipient"], event.data["ground"]) == (
        "eido",
        "beijing-110",
        "consent",
    )
    assert event.data["fields"] == ["language", "place", "vitals", "vulnerable"]
    entries = filled.read_now(lambda session: list(session.scalars(select(AuditEntry))))
    assert [(entry.action, entry.target) for entry in entries] == [("case_exported", CODE)]


def test_a_second_alert_is_an_update_of_the_first_for_each_recipient_apart(filled: Store) -> None:
    first, second = export(filled, "cap", "beijing-110"), export(filled, "cap", "beijing-110", minutes=5)
    other = export(filled, "cap", "kbri-beijing", minutes=6)
    kinds = [ET.fromstring(made.body).findtext(f"{C}msgType") for made in (first, second, other)]
    assert kinds == ["Alert", "Update", "Alert"]
    root = ET.fromstring(first.body)
    named = ",".join(root.findtext(f"{C}{name}") or "" for name in ("sender", "identifier", "sent"))
    assert ET.fromstring(second.body).findtext(f"{C}references") == named


def test_a_cancelled_case_cancels_what_was_sent(filled: Store) -> None:
    export(filled, "cap", "beijing-110")

    def cancel(session: Session) -> None:
        session.scalars(select(Case)).one().status = "cancelled"

    filled.write_now(cancel)
    assert ET.fromstring(export(filled, "cap", "beijing-110").body).findtext(f"{C}msgType") == "Cancel"


def test_a_refusal_changes_nothing_and_is_audited(store: Store) -> None:
    store.write_now(lambda session: make_case(session) and None)
    with pytest.raises(ExportRefused, match="Beijing 110") as refusal:
        export(store, "json", "beijing-110")
    assert events(store) == []
    store.write_now(lambda session: note_refusal(session, CODE, "beijing-110", "siti", str(refusal.value)))
    (entry,) = store.read_now(lambda session: list(session.scalars(select(AuditEntry))))
    assert (entry.action, entry.target) == ("export_refused", CODE)


def test_an_unknown_format_and_an_unknown_case(filled: Store) -> None:
    with pytest.raises(ExportRefused, match="eido, cap, json"):
        export(filled, "pdf", "kbri-beijing")
    with pytest.raises(NoSuchCase):
        filled.write_now(
            lambda s: export_case(s, "JKT-0000-0", "json", "kbri-beijing", actor="x", host=HOST, now=NOW)
        )
