"""The page of the desks: reading, changing, the roster; who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from litestar import Litestar
from litestar.datastructures import State
from sqlalchemy import select

from bot.accounts.desk_checks import LADDER_STEPS
from bot.accounts.duty import SHIFT_ROLES
from bot.accounts.hours import parse_hours
from bot.accounts.problems import DeskProblem
from bot.accounts.service import desk_by_code
from bot.desk import app as desk_app
from bot.desk.labels import LANGUAGES, words_of
from bot.desk.views import desks
from bot.engine.runtime import Runtime
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, Desk, DutyShift, User

PARIS = "/desk/desks/kbri-paris"


@pytest.fixture
def app(runtime: Runtime, monkeypatch: pytest.MonkeyPatch, store: Store, password_hash: str) -> Litestar:
    """The desk with this page, and an administrator and a supervisor in Paris."""
    if desks.HANDLERS[0] not in desk_app.queue.HANDLERS:
        monkeypatch.setattr(desk_app.queue, "HANDLERS", [*desk_app.queue.HANDLERS, *desks.HANDLERS])

    def people(session) -> None:
        paris = desk_by_code(session, "kbri-paris")
        session.add(User(login="root", name="Root", role="admin", password_hash=password_hash))
        session.add(
            User(
                login="nadia", name="Nadia", role="supervisor", desk_id=paris.id, password_hash=password_hash
            )
        )

    store.write_now(people)
    handlers = desk_app.desk_handlers(runtime)
    return Litestar(route_handlers=handlers, state=State({"runtime": runtime}))


def paris(store: Store) -> Desk:
    return store.read_now(lambda session: desk_by_code(session, "kbri-paris"))


def form_of(page: str) -> dict[str, str]:
    """Return what the form of the desk would send as it stands."""
    form = page[page.rindex(f'<form method="post" action="{PARIS}">') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = {key: unescape(value) for key, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    chosen = re.search(r'<option value="([^"]*)" selected', form)
    found["parent"] = chosen[1] if chosen else ""
    found.pop("_csrf")
    return found


async def change(desk, page: str, **changes: str):
    return await desk.post(PARIS, htmx=False, **{**form_of(page), **changes})


async def test_everyone_at_a_desk_reads_the_list_and_every_desk(log_in: Callable, store: Store) -> None:
    siti = await log_in("siti")
    page = await siti.get("/desk/desks")
    assert page.status_code == 200
    assert "Jakarta 112" in page.text
    assert "KBRI Riyadh" not in page.text
    contacts = await siti.get("/desk/desks?show=contacts")
    assert "Page 1 of" in contacts.text
    for code in ("jakarta-112", "kbri-riyadh", "mission-cn-jakarta", "beijing-city", "kjri-jeddah"):
        assert (await siti.get(f"/desk/desks/{code}")).status_code == 200
    assert (await siti.get("/desk/desks/nowhere")).status_code == 404


async def test_a_desk_is_found_by_country_in_any_language_wherever_it_stands(log_in: Callable) -> None:
    siti = await log_in("siti")
    for words in ("Saudi", "沙特", "arabie saoudite", "RYA", "kbri-riyadh"):
        page = await siti.client.get("/desk/desks", params={"q": words})
        assert "KBRI Riyadh" in page.text, words
    assert "No row fits" in (await siti.client.get("/desk/desks", params={"q": "Atlantis"})).text


async def test_a_contact_shows_its_numbers_and_where_they_come_from(log_in: Callable) -> None:
    page = await (await log_in("siti")).get("/desk/desks/kbri-riyadh")
    assert "+966" in page.text
    assert "Source" in page.text
    assert "contact: nobody works here" in page.text
    partner = await (await log_in("siti")).get("/desk/desks/beijing-city")
    assert "No number is confirmed" in partner.text
    assert "another country" in unescape(partner.text)


async def test_only_administrators_change_a_desk(log_in: Callable, store: Store) -> None:
    for login in ("siti", "nadia", "budi"):
        desk = await log_in(login)
        assert "Only administrators" in (await desk.get(PARIS)).text
        assert (await desk.post(PARIS, htmx=False, name="Mine")).status_code == 403
    assert paris(store).name == "KBRI Paris"


async def test_saving_the_form_as_it_stands_changes_nothing(log_in: Callable, store: Store) -> None:
    root = await log_in("root")
    before = paris(store)
    done = await change(root, (await root.get(PARIS)).text)
    assert (done.status_code, done.headers["location"]) == (303, f"{PARIS}?done=changed")
    after = paris(store)
    for column in Desk.__table__.columns:
        assert getattr(after, column.key) == getattr(before, column.key), column.key
    entries = store.read_now(
        lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "desk_changed")).all()
    )
    assert entries == []


async def test_an_administrator_changes_hours_parent_ladder_coverage_and_contact(
    log_in: Callable, store: Store
) -> None:
    root = await log_in("root")
    done = await change(
        root, (await root.get(PARIS)).text,
        name="KBRI di Paris", hours="mon-fri 9:00-17:00", parent="kbri-beijing", ladder_desk="30",
        ladder_supervisor="45", countries="fr, ad", language_zh="yes", phone="+33 1 00",
        source="letter 3/2026",
    )  # fmt: skip
    assert done.status_code == 303
    desk = paris(store)
    assert (desk.name, desk.hours["mon"], desk.ladder) == (
        "KBRI di Paris", [["09:00", "17:00"]], {"desk": 30, "supervisor": 45},
    )  # fmt: skip
    assert desk.coverage["countries"] == ["FR", "AD"]
    assert desk.languages == ["id", "en", "zh", "fr"]
    assert desk.contact["phone"] == "+33 1 00"
    page = unescape((await root.get(f"{PARIS}?done=changed")).text)
    assert "Saved." in page
    assert "mon-fri 09:00-17:00" in page
    kept = store.read_now(
        lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "desk_changed")).one()
    )
    assert (kept.actor, kept.target) == ("root", "kbri-paris")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"hours": "nine to five"}, "“nine to five” is no opening time"),
        ({"countries": "France"}, "“FRANCE” is no country code"),
        ({"timezone": "Mars/Olympus"}, "is no time zone"),
        ({"parent": "kjri-marseille"}, "passes its cases on"),
        ({"parent": "mission-fr-jakarta"}, "another country's service"),
        ({"parent": "nowhere"}, "No desk has the code"),
        ({"ladder_desk": "soon"}, "“soon” is no number of seconds"),
        ({"phone": "+33 9", "source": ""}, "where the number comes from"),
        ({"hotline": "+33 9"}, "where the number comes from"),
    ],
)
async def test_what_cannot_be_is_said_what_was_typed_stays_and_nothing_changes(
    log_in: Callable, store: Store, changes: dict[str, str], words: str
) -> None:
    root = await log_in("root")
    before = paris(store)
    page = await change(root, (await root.get(PARIS)).text, **changes)
    text = unescape(page.text)
    assert page.status_code == 422
    assert words in text
    assert "Nothing was changed" in text
    typed = form_of(page.text)
    assert {name: typed[name] for name in changes if name != "parent"} == {
        name: value for name, value in changes.items() if name != "parent"
    }
    after = paris(store)
    assert (after.name, after.hours, after.parent_id) == (before.name, before.hours, before.parent_id)


async def test_a_box_that_was_emptied_stays_empty_in_a_refused_form(log_in: Callable) -> None:
    root = await log_in("root")
    sent = form_of((await root.get(PARIS)).text)
    del sent["language_fr"]
    page = await root.post(PARIS, htmx=False, **{**sent, "hours": "x"})
    assert "language_fr" not in form_of(page.text)
    assert "language_id" in form_of(page.text)


async def test_a_desk_without_people_cannot_be_staffed(log_in: Callable) -> None:
    root = await log_in("root")
    page = await root.post("/desk/desks/kbri-riyadh", htmx=False, boxes="yes", staffed="yes")
    assert page.status_code == 422
    assert "Nobody has an account at KBRI Riyadh" in page.text


async def test_the_duty_desk_changes_by_putting_another_one_on_duty(log_in: Callable, store: Store) -> None:
    root = await log_in("root")
    assert "put another desk on duty" in (await root.get("/desk/desks/jakarta-112")).text
    done = await change(root, (await root.get(PARIS)).text, is_duty="yes")
    assert done.status_code == 303
    duty = store.read_now(lambda session: session.scalars(select(Desk.code).where(Desk.is_duty)).all())
    assert duty == ["kbri-paris"]


def shift(hours: int = 8, **values: str) -> dict[str, str]:
    start = utcnow() + timedelta(days=2)
    end = start + timedelta(hours=hours)
    return {
        "login": "paul", "role": "officer", "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{end:%Y-%m-%dT%H:%M}", **values,
    }  # fmt: skip


def shifts(store: Store) -> list[DutyShift]:
    return store.read_now(lambda session: session.scalars(select(DutyShift)).all())


@pytest.mark.parametrize("login", ["root", "nadia"])
async def test_administrators_and_the_supervisor_of_the_desk_keep_the_roster(
    log_in: Callable, store: Store, login: str
) -> None:
    desk = await log_in(login)
    done = await desk.post(f"{PARIS}/shifts", htmx=False, **shift())
    assert done.headers["location"] == f"{PARIS}?done=shift_added"
    (made,) = shifts(store)
    page = await desk.get(PARIS)
    assert "Paul" in page.text
    assert shift()["starts_at"].replace("T", " ") in page.text  # On the clock of Paris, as entered.
    gone = await desk.post(f"{PARIS}/shifts/{made.id}/remove", htmx=False)
    assert gone.headers["location"] == f"{PARIS}?done=shift_removed"
    assert shifts(store) == []


async def test_nobody_else_keeps_the_roster(log_in: Callable, store: Store) -> None:
    for login in ("siti", "paul", "budi"):  # Budi is a supervisor of another desk.
        desk = await log_in(login)
        assert (await desk.post(f"{PARIS}/shifts", htmx=False, **shift())).status_code == 403
    assert shifts(store) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends_at": ""}, "is no date and time"),
        ({"starts_at": "2030-01-02T10:00", "ends_at": "2030-01-02T09:00"}, "ends after it starts"),
        ({"starts_at": "2020-01-02T10:00", "ends_at": "2020-01-02T12:00"}, "over already"),
        ({"starts_at": "2030-01-02T10:00", "ends_at": "2030-01-09T12:00"}, "at most 24 hours"),
        ({"login": "maya"}, "does not answer cases"),
        ({"login": "ghost"}, "No account has"),
        ({"role": "boss"}, "Choose what the person does"),
    ],
)
async def test_a_shift_that_cannot_be_is_said(
    log_in: Callable, store: Store, values: dict[str, str], words: str
) -> None:
    page = await (await log_in("root")).post(f"{PARIS}/shifts", htmx=False, **shift(**values))
    assert page.status_code == 422
    assert re.search(words, unescape(page.text))
    assert shifts(store) == []


async def test_strangers_log_in_and_old_forms_are_refused(browser, log_in: Callable) -> None:
    assert (await browser.get("/desk/desks")).status_code == 401
    root = await log_in("root")
    assert (await root.client.post(PARIS, data={"name": "Mine"})).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_the_page_have_words(language: str) -> None:
    words = words_of(language)
    needed = [f"desks.shift_role.{role}" for role in SHIFT_ROLES]
    needed += [f"desks.ladder.{step}" for step in LADDER_STEPS]
    needed += [f"desks.field.{name}" for names in desks.FIELDS.values() for name in names]
    needed += [f"desks.heading.{group}" for group in desks.FIELDS]
    needed += [f"desks.done.{name}" for name in desks.DONE]
    needed += [f"desks.shown.{name}" for name in desks.SHOWN]
    assert [key for key in needed if key not in words] == []


def test_a_problem_is_told_in_the_words_of_the_console() -> None:
    with pytest.raises(DeskProblem) as caught:
        parse_hours("mon")
    text = words_of("fr")[f"desks.problem.{caught.value.key}"].format(**caught.value.values)
    assert text.startswith("« mon » n’est pas un horaire")
