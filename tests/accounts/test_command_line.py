from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from bot.accounts.passwords import verify
from bot.cli import desk, user
from bot.store.database import Store
from bot.store.tables import Desk, Invitation, User


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    monkeypatch.setenv("COLUMNS", "240")
    app = typer.Typer()
    user.register(app)
    desk.register(app)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def rows(tmp_path: Path):
    def _read(table):
        store = Store(f"sqlite:///{tmp_path / 'cli.db'}")
        found = store.read_now(lambda session: session.scalars(select(table).order_by(table.id)).all())
        store.close()
        return found

    return _read


def test_desk_and_user_from_nothing(run, rows) -> None:
    made = run(
        "desk", "add", "jakarta-112", "--prefix", "jkt", "--kind", "112", "--countries", "id", "--duty"
    )
    assert made.exit_code == 0, made.output
    made = run("user", "add", "siti", "--name", "Siti", "--desk", "jakarta-112", "--languages", "id,en")
    assert made.exit_code == 0, made.output
    password = made.output.strip().rsplit(" ", 1)[1]
    (found,) = rows(User)
    assert verify(found.password_hash, password)
    assert found.interface_language == "id"
    assert rows(Desk)[0].coverage == {"countries": ["ID"]}
    assert "jakarta-112" in run("desk", "list").output
    assert "siti" in run("user", "list").output


def test_given_password_is_not_printed(run, rows) -> None:
    made = run("user", "add", "rudi", "--password", "a fine long one")
    assert made.exit_code == 0
    assert "a fine long one" not in made.output
    changed = run("user", "password", "rudi", "--new", "another long one")
    assert changed.exit_code == 0
    assert verify(rows(User)[0].password_hash, "another long one")
    assert run("user", "deactivate", "rudi").exit_code == 0
    assert rows(User)[0].active is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("user", "add", "x y"), "no log-in name"),
        (("user", "add", "rudi", "--role", "boss"), "Use one of"),
        (("user", "add", "rudi", "--password", "short"), "Choose"),
        (("user", "password", "ghost"), "lindung user list"),
        (("desk", "edit", "ghost", "--name", "G"), "lindung desk list"),
        (("desk", "add", "x1", "--prefix", "TOOLONG"), "three letters"),
    ],
)
def test_mistakes_are_told_in_a_sentence(run, arguments, words) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


def test_desk_edit(run, rows) -> None:
    run("desk", "add", "kbri-tokyo", "--prefix", "TYO", "--countries", "JP", "--nationality", "ID")
    done = run("desk", "edit", "kbri-tokyo", "--countries", "JP,FM", "--timezone", "Asia/Tokyo", "--duty")
    assert done.exit_code == 0, done.output
    (found,) = rows(Desk)
    assert found.coverage == {"countries": ["JP", "FM"], "nationality": "ID", "timezone": "Asia/Tokyo"}
    assert found.is_duty


def test_an_invitation_is_a_link_and_makes_no_account_yet(run, rows) -> None:
    done = run("user", "invite", "nadia", "--role", "officer", "--languages", "id,fr")
    assert done.exit_code == 0, done.output
    assert "http://127.0.0.1:8000/desk/invitation/" in done.output
    assert rows(User) == []
    (found,) = rows(Invitation)
    assert (found.login, found.role, found.languages) == ("nadia", "officer", ["id", "fr"])
    assert found.token_hash not in done.output
    assert run("user", "invite", "nadia", "--role", "boss").exit_code == 2


def test_a_second_factor_is_reset(run) -> None:
    run("user", "add", "rudi", "--password", "a fine long one")
    assert run("user", "reset-second-factor", "rudi").exit_code == 0
    assert run("user", "reset-second-factor", "ghost").exit_code == 2
