import threading

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.accounts.desks import edit_desk
from bot.accounts.passwords import verify
from bot.accounts.seed import PEOPLE, STAFFED, seed_demo, seed_desks
from bot.accounts.service import desk_by_code
from bot.store.database import Store
from bot.store.tables import Desk, User


def rows(store: Store) -> dict[str, Desk]:
    found = store.read_now(lambda session: session.scalars(select(Desk).order_by(Desk.id)).all())
    return {desk.code: desk for desk in found}


def values(desk: Desk) -> dict:
    return {column.key: getattr(desk, column.key) for column in Desk.__table__.columns}


def test_seeding_twice_changes_nothing(store: Store) -> None:
    first = store.write_now(lambda session: seed_demo(session, "lindung-demo"))
    desks = {code: values(desk) for code, desk in rows(store).items()}
    second = store.write_now(lambda session: seed_demo(session, "another-password"))
    assert first == [person["login"] for person in PEOPLE]
    assert second == []
    siti = store.read_now(lambda session: session.scalars(select(User).where(User.login == "siti")).one())
    assert verify(siti.password_hash, "lindung-demo")
    assert {code: values(desk) for code, desk in rows(store).items()} == desks


def test_jakarta_and_the_demonstration_are_staffed_everything_else_is_a_contact(store: Store) -> None:
    store.write_now(seed_desks)
    desks = rows(store)
    assert {code for code, desk in desks.items() if desk.staffed} == {"jakarta-112", *STAFFED}
    assert [code for code, desk in desks.items() if desk.is_duty] == ["jakarta-112"]


def test_an_own_duty_desk_stays_on_duty(store: Store) -> None:
    def _own(session: Session) -> list[str]:
        session.add(Desk(code="own", name="Own", prefix="HAY", kind="112", coverage={}, is_duty=True))
        session.flush()
        seed_desks(session)
        return list(session.scalars(select(Desk.code).where(Desk.is_duty)))

    assert store.write_now(_own) == ["own"]
    assert sum(desk.prefix == "HAY" for desk in rows(store).values()) == 1


def test_what_an_administrator_changed_stays(store: Store) -> None:
    store.write_now(seed_desks)
    change = {"name": "Embassy in Riyadh", "languages": ["id"], "covers": {"countries": ["SA", "YE"]}}
    store.write_now(lambda session: edit_desk(session, "kbri-riyadh", **change))
    before = values(rows(store)["kbri-riyadh"])
    assert store.write_now(seed_desks) == []
    assert values(rows(store)["kbri-riyadh"]) == before


def test_only_what_is_missing_is_made_with_a_code_and_prefix_that_stay(store: Store) -> None:
    store.write_now(seed_desks)
    before = rows(store)

    def take_away(session: Session) -> None:
        session.delete(desk_by_code(session, "kjri-jeddah"))

    store.write_now(take_away)
    assert store.write_now(seed_desks) == ["kjri-jeddah"]
    after = rows(store)
    assert after["kjri-jeddah"].prefix == before["kjri-jeddah"].prefix
    assert after["kjri-jeddah"].parent_id == after["kbri-riyadh"].id


def test_consulates_pass_on_to_their_embassy_and_embassies_to_the_duty_desk(store: Store) -> None:
    store.write_now(seed_desks)
    desks = rows(store)
    codes = {desk.id: code for code, desk in desks.items()}
    assert codes[desks["kjri-marseille"].parent_id] == "kbri-paris"
    assert codes[desks["kbri-paris"].parent_id] == "jakarta-112"
    assert codes[desks["kjri-hongkong"].parent_id] == "jakarta-112"
    assert desks["mission-cn-surabaya"].parent_id is None
    assert desks["jakarta-112"].parent_id is None


def test_a_start_with_everything_there_reads_once_and_writes_nothing(store: Store) -> None:
    store.write_now(seed_desks)
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    store.write_now(seed_desks)
    assert [line.split()[0] for line in statements if "desks" in line] == ["SELECT"]


def test_the_first_start_inserts_desks_in_one_statement(store: Store) -> None:
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    made = store.write_now(seed_desks)
    assert len(made) > 240
    assert sum(line.startswith("INSERT INTO desks") for line in statements) == 1


def test_two_processes_that_start_at_once_make_one_set(store: Store) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            store.write_now(seed_desks)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    count = store.read_now(lambda session: session.scalar(select(func.count(Desk.id))))
    assert count == len(rows(store)) > 240
    assert sum(desk.is_duty for desk in rows(store).values()) == 1
