"""``lindung drill``: travellers played from a file, for training and for load."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.cases.drills import control
from bot.cases.drills.control import DrillRefused, DrillState
from bot.cases.drills.ending import end_exercise, open_exercises
from bot.cases.drills.player import Drill, Step
from bot.cases.drills.scenario import ScenarioError, load_scenario, shipped_scenarios
from bot.cli.user import in_store, told_plainly
from bot.settings import load_settings
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.migrate import migrate

ACTOR = "command line"
EVERY_S = 0.25
drill_app = typer.Typer(help="Drills: list, run, stop, show how one stands.", no_args_is_help=True)
out = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the ``drill`` commands to the command line."""
    app.add_typer(drill_app, name="drill")


@drill_app.command("list")
def list_scenarios() -> None:
    """List the scenarios that come with the service."""
    table = Table("name", "title", "travellers", "languages")
    table.columns[0].no_wrap = True
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        count = sum(traveller.count for traveller in scenario.travellers)
        table.add_row(name, scenario.title, str(count), ", ".join(scenario.languages))
    out.print(table)


@drill_app.command()
def run(
    file: Annotated[str, typer.Argument(help="Name of a shipped scenario, or a file.")],
    speed: Annotated[float, typer.Option(min=0.1, max=100, help="Drill seconds in one second.")] = 1.0,
    times: Annotated[int, typer.Option(min=1, max=200, help="For load: so many of each traveller.")] = 1,
    listen: Annotated[
        float,
        typer.Option(min=0, max=86_400, help="Drill seconds in which travellers still answer at the end."),
    ] = 600,
) -> None:
    """Play a drill to its end. A real person in danger stops its clock until somebody claims the case."""
    with _told(), told_plainly():
        scenario = load_scenario(file)
        drill = Drill(scenario, secrets.token_hex(4), speed=speed, times=times, listen_s=listen)
        settings = load_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        store = Store(settings.database_url)
        try:
            migrate(store)
            store.write_now(lambda session: drill.begin(session, ACTOR, store.now(session)))
            out.print(f"EXERCISE: {scenario.title}. {drill.total} lines. Stop it with: lindung drill stop")
            _play(store, drill)
        except KeyboardInterrupt:
            store.write_now(lambda session: control.stop(session, ACTOR, store.now(session)))
            out.print("Stopped. Its cases stay open; end them with: lindung drill stop")
        finally:
            store.close()


def _play(store: Store, drill: Drill) -> None:
    waited_for, sent = "", 0
    while True:
        step = store.write_now(lambda session: drill.step(session, store.now(session)))
        drill.keep(step)
        sent += len(step.sent)
        if step.waits_for != waited_for:
            waited_for = step.waits_for
            out.print(_pause_words(step))
        if drill.is_over:
            break
        time.sleep(EVERY_S)
    if step.state is None:
        out.print(f"The drill was stopped after {sent} lines.")
        return
    store.write_now(lambda session: drill.end(session, store.now(session)))
    out.print(f"All {sent} lines are played. Its cases stay open; end them with: lindung drill stop")


def _pause_words(step: Step) -> str:
    if step.waits_for:
        return f"PAUSED: the real case {step.waits_for} waits for an operator."
    return "The real case is claimed. The drill goes on."


@drill_app.command()
def stop(
    keep_cases: Annotated[
        bool, typer.Option("--keep-cases", help="Leave its open cases to the desk.")
    ] = False,
) -> None:
    """Stop the drill and end its open cases. What may be real stays."""

    def _stop(session: Session) -> tuple[DrillState | None, list[int]]:
        return control.stop(session, ACTOR, utcnow()), open_exercises(session)

    state, case_ids = in_store(_stop)
    out.print(f"The drill '{state.title}' is stopped." if state else "No drill runs.")
    if keep_cases:
        return
    ended = in_store(lambda session: sum(end_exercise(session, case_id, ACTOR) for case_id in case_ids))
    out.print(f"{ended} cases of drills are ended.")


@drill_app.command()
def status() -> None:
    """Show how the drill stands."""
    state: DrillState | None = in_store(lambda session: control.last_drill(session, utcnow()))
    if state is None:
        out.print("There was no drill yet.")
        return
    why = f" (the real case {state.waits_for} waits)" if state.waits_for else ""
    out.print(f"EXERCISE {state.title}: {state.state}{why}, {state.sent} of {state.total} lines.")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what stands in the way of a drill into one sentence on standard error."""
    try:
        yield
    except (DrillRefused, ScenarioError) as error:
        typer.echo(f"Not done. {error}", err=True)
        raise typer.Exit(2) from error
