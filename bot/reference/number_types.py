"""The shapes in which telephone numbers leave the reference data."""

from dataclasses import dataclass, field

ONE_SOURCE = "one source"
TWO_SOURCES = "confirmed by two sources"
DIFFERS = "two sources, another differs"
CONFLICTING = "conflicting"
NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number with the key of its label and where it comes from.

    ``number`` is what a person reads, ``dial`` what follows ``tel:``. ``country`` is the
    country in which a short number works, or the country whose authority answers.
    """

    label: str
    number: str
    dial: str
    country: str
    confidence: str
    stated: str
    source: str
    may_fail_without_sim: bool = False

    @property
    def needs_company(self) -> bool:
        """One-source and conflicting numbers never stand alone."""
        return self.confidence in (ONE_SOURCE, CONFLICTING)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line for people who cannot speak, with its limits in the words of the source."""

    kind: str
    number: str
    limits: str
    country: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class CountryNumbers:
    """All numbers of one country. Lists are best first; an empty list means unknown."""

    iso2: str
    general: tuple[NumberLine, ...] = ()
    police: tuple[NumberLine, ...] = ()
    ambulance: tuple[NumberLine, ...] = ()
    fire: tuple[NumberLine, ...] = ()
    coast_guard: tuple[NumberLine, ...] = ()
    search_rescue: tuple[NumberLine, ...] = ()
    tourist_police: tuple[NumberLine, ...] = ()
    women_line: tuple[NumberLine, ...] = ()
    child_line: tuple[NumberLine, ...] = ()
    trafficking_line: tuple[NumberLine, ...] = ()
    traffic_police: tuple[NumberLine, ...] = ()
    alternates: dict[str, tuple[NumberLine, ...]] = field(default_factory=dict)
    text_lines: tuple[TextLine, ...] = ()
    stated: str = ""
    confidence: str = NO_DATA
    notes: str = ""
    may_fail_without_sim: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """True when at least one emergency number is known."""
        return bool(self.general or self.police or self.ambulance or self.fire)
