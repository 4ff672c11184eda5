"""The cards, the canned sentences and the glossary that come with the service: read once, at its start."""

from __future__ import annotations

from functools import cache

from bot.dialogue.answer_text import normalise
from bot.dialogue.answers import Answers
from bot.engine.card_reading import CardReader
from bot.engine.texts import in_script
from bot.phrases.deck import LANGUAGES, Deck
from bot.phrases.glossary import Glossary
from bot.phrases.sentences import Sentences
from bot.settings import ROOT

FOLDER = ROOT / "nlu_data"


@cache
def deck() -> Deck:
    """Return all cards.

    Raises:
        CardsError: a card or an answer lacks a language.
    """
    return Deck.load(FOLDER, in_script)


@cache
def sentences() -> Sentences:
    """Return the canned sentences.

    Raises:
        CardsError: a sentence lacks a language.
    """
    return Sentences.load(FOLDER, in_script)


@cache
def glossary() -> Glossary:
    """Return the key words.

    Raises:
        CardsError: a word lacks a language.
    """
    return Glossary.load(FOLDER, LANGUAGES, normalise, _answers().numbers)


@cache
def reader() -> CardReader:
    """Return how typed answers to cards are read."""
    return CardReader(_answers(), glossary())


def check() -> None:
    """Read all that the desk shows.

    Raises:
        CardsError: a card, an answer or a sentence lacks a language: the service does not start half.
    """
    deck()
    sentences()


def warm_up() -> None:
    """Read what typed answers need now, so that the first one does not pay for it."""
    reader().general("-", None)


@cache
def _answers() -> Answers:
    return Answers.load(FOLDER)
