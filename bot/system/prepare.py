"""What has to be there before the service starts: schema, desks, language model, dialogue model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.accounts.seed import seed_demo, seed_desks
from bot.dialogue.errors import DialogueDown
from bot.dialogue.process import rasa_python
from bot.dialogue.training import TrainingFailed, train_core
from bot.settings import ROOT, Settings
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.system.language_model import ensure, is_current
from bot.system.supervisor import Child

DEMO_PASSWORD = "lindung-demo"


@dataclass
class Prepared:
    """The Rasa process to start, and what will not work, in sentences for the person who starts it."""

    rasa: Child | None = None
    degraded: list[str] = field(default_factory=list)


def prepare(settings: Settings, *, demo: bool, say: Callable[[str], None]) -> Prepared:
    """Bring everything up to date; what cannot be had is named and the rest starts all the same."""
    prepared = Prepared()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database_url)
    try:
        migrate(store)
        store.write_now(seed_desks)
        if demo:
            store.write_now(lambda session: seed_demo(session, DEMO_PASSWORD))
    finally:
        store.close()
    _language_model(settings, prepared, say)
    _dialogue(settings, prepared, say)
    return prepared


def _language_model(settings: Settings, prepared: Prepared, say: Callable[[str], None]) -> None:
    target = settings.models_dir / "nlu"
    if is_current(settings.nlu_data_dir, target):
        return
    say("  training the language model (a minute at the first start) …")
    try:
        ensure(settings.nlu_data_dir, target, settings.data_dir / "cache")
    except (OSError, ValueError) as error:
        prepared.degraded.append(f"The language model could not be trained: {error}")


def _dialogue(settings: Settings, prepared: Prepared, say: Callable[[str], None]) -> None:
    archive = settings.models_dir / "core.tar.gz"
    try:
        python = rasa_python()
        if not archive.is_file():
            say("  training the dialogue …")
        trained = asyncio.run(train_core(archive))
    except DialogueDown as error:
        prepared.degraded.append(f"No dialogue: {error} Emergencies, menu and desk work.")
        return
    except TrainingFailed as error:
        prepared.degraded.append(f"The dialogue could not be trained: {str(error)[-300:]}")
        return
    prepared.rasa = rasa_child(settings, python, trained.archive)


def rasa_child(settings: Settings, python: Path, archive: Path) -> Child:
    """Return the Rasa process as a child to watch; it ends when its standard input does."""
    arguments = (
        str(python),
        "-m",
        "bot.dialogue.rasa_process",
        "--model",
        str(archive),
        "--socket",
        settings.rasa_socket,
        "--texts",
        str(settings.nlu_data_dir),
        "--stop-with-input",
    )
    return Child("rasa", arguments, {}, ROOT, settings.data_dir / "logs" / "rasa.log")
