"""Builds the parts of the service from the settings."""

from __future__ import annotations

import structlog

from bot.accounts.seed import seed_desks
from bot.api.partner_channel import PartnerChannel
from bot.channels.registry import build_adapters
from bot.engine import deck
from bot.engine.reference_corrections import load_now
from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.nlu.entities import EntityFinder
from bot.nlu.errors import NluError
from bot.nlu.model import Nlu
from bot.nlu.rules_only import RulesOnly
from bot.settings import Settings
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.system.gazetteer import gazetteer
from bot.system.versions import activate_version

log = structlog.get_logger(__name__)


def build_runtime(settings: Settings) -> Runtime:
    """Open the store at the newest schema, load the language model, make the adapters.

    Without a usable language model the phrase rules alone understand; the console says so.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    deck.check()
    store = Store(settings.database_url)
    migrate(store)
    store.write_now(seed_desks)
    load_now(store)
    runtime = Runtime(
        settings=settings,
        store=store,
        texts=Texts(settings.nlu_data_dir),
        nlu=None,
        adapters={**build_adapters(settings), "partner": PartnerChannel()},
    )
    trouble = ""
    finder = EntityFinder(gazetteer())
    try:
        runtime.nlu = Nlu.load(settings.models_dir / "nlu", finder)
    except NluError as error:
        trouble = f"{error} Phrase rules alone recognise danger meanwhile."
        log.error("nlu_model", trouble=str(error))
        runtime.nlu = RulesOnly.from_data(settings.nlu_data_dir, finder)
    runtime.watch["language model"] = lambda: trouble
    runtime.version = store.write_now(lambda session: activate_version(session, settings))
    return runtime
