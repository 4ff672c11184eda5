"""Scenario files: who writes what, when and from where. Each is checked whole before a line is played."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import yaml

from bot.cases.codes import find_code, find_old_code
from bot.cases.drills.real_words import says_real
from bot.reference.geo import valid_position

FOLDER = Path(__file__).parent / "data"
MOST_TRAVELLERS = 5000
LONGEST_S = 24 * 3600.0
MAX_TEXT = 4096
_CODE = re.compile(r"[a-z0-9_]{3,40}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class ScenarioError(ValueError):
    """A scenario cannot be played; the text names the place in the file and says what to write."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a traveller sends: words, or the position, some seconds after the line before it."""

    text: str = ""
    after_s: float = 0
    position: bool = False
    real: bool = False
    """The line holds words that say "this is real", on purpose: the drill trains its own interruption."""


class Traveller(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of traveller; ``count`` of them begin between ``from_s`` and ``from_s + within_s``."""

    language: str
    lines: tuple[Line, ...]
    name: str = "Traveller"
    count: int = 1
    from_s: float = 0
    within_s: float = 0
    replies: tuple[str, ...] = ()
    """What they answer to an operator's first, second … message."""
    reply_after_s: float = 8


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it happens, WGS 84 degrees; the travellers stand up to ``spread_m`` metres from it."""

    latitude: float
    longitude: float
    name: str = ""
    spread_m: float = 0


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A drill as it stands in its file; ``code`` is the file's name."""

    title: str
    about: str
    place: Place
    travellers: tuple[Traveller, ...]
    code: str = ""

    @property
    def languages(self) -> list[str]:
        """Languages that are written in it."""
        return sorted({traveller.language for traveller in self.travellers})


def load_scenario(name: str) -> Scenario:
    """Return a scenario by the name of a shipped one, or by the path of a file.

    Raises:
        ScenarioError: there is none, or something in it cannot be played.
    """
    shipped = FOLDER / f"{name}.yml"
    path = shipped if _CODE.fullmatch(name) and shipped.is_file() else Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ScenarioError(
            f"There is no scenario '{name}'. Shipped: {', '.join(shipped_scenarios())}; or give a file."
        ) from error
    try:
        read = msgspec.convert(yaml.safe_load(text), Scenario)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ScenarioError(f"{path.name} cannot be read: {error}") from error
    scenario = msgspec.structs.replace(read, code=path.stem[:40])
    problems = problems_of(scenario)
    if problems:
        raise ScenarioError(f"{path.name}: {'; '.join(problems)}.")
    return scenario


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that come with the service."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def problems_of(scenario: Scenario) -> list[str]:
    """Return what cannot be played, each with its place; empty when all is well."""
    problems: list[str] = []
    if not scenario.travellers:
        problems.append("there is no traveller")
    if sum(traveller.count for traveller in scenario.travellers) > MOST_TRAVELLERS:
        problems.append(f"more than {MOST_TRAVELLERS} travellers")
    place = scenario.place
    if not valid_position(place.latitude, place.longitude):
        problems.append("place: this is no position on Earth")
    if not 0 <= place.spread_m <= 500_000:
        problems.append("place.spread_m: give metres from 0 to 500000")
    for number, traveller in enumerate(scenario.travellers, 1):
        problems += [f"traveller {number}: {problem}" for problem in _of_traveller(traveller)]
    return problems


def _of_traveller(traveller: Traveller) -> list[str]:
    problems: list[str] = []
    if not _LANGUAGE.fullmatch(traveller.language):
        problems.append(f"'{traveller.language}' is no language code such as id")
    if not 1 <= traveller.count <= MOST_TRAVELLERS:
        problems.append(f"count: give 1 to {MOST_TRAVELLERS}")
    times = [traveller.from_s, traveller.within_s, traveller.reply_after_s]
    if not all(
        0 <= seconds <= LONGEST_S for seconds in (*times, *(line.after_s for line in traveller.lines))
    ):
        problems.append(f"times: give seconds from 0 to {LONGEST_S:.0f}")
    if not traveller.lines:
        problems.append("there is no line")
    for line in traveller.lines:
        if line.position == bool(line.text.strip()):
            problems.append("a line is either text or position: true")
        problems += _of_text(line.text, line.real)
    for text in traveller.replies:
        problems += _of_text(text, False) if text.strip() else ["an empty reply"]
    return problems


def _of_text(text: str, is_real: bool) -> list[str]:
    problems: list[str] = []
    if len(text) > MAX_TEXT:
        problems.append(f"a text longer than {MAX_TEXT} characters")
    # With a code in it the words would be added to the case of a real person.
    if find_code(text) or find_old_code(text):
        problems.append(f"'{text[:60]}' holds a case code")
    if says_real(text) and not is_real:
        problems.append(f"'{text[:60]}' says that it is real and would stop the drill (real: true allows it)")
    return problems
