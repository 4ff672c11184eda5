"""Words for embassies and consulates, and the names that an entity gets. Folded: lower case, no accents."""

from __future__ import annotations

import re

from bot.nlu.entities_gazetteer import CONSULATE, CONSULATE_GENERAL, EMBASSY, TRADE_OFFICE
from bot.nlu.entity_patterns import words

OWN_WORDS = {"kbri": EMBASSY, "kjri": CONSULATE_GENERAL, "kri": CONSULATE, "kdei": TRADE_OFFICE}
"""Words for Indonesian missions alone."""

NEEDS_PLACE = frozenset(("kri",))
"""Words that also mean something else (a warship) unless a place follows."""

WORDS = {
    **dict.fromkeys(words("embassy embasy embassys kedutaan kedubes ambassade ambasade"), EMBASSY),
    **dict.fromkeys(words("consulate konsulat konsulate consulat"), CONSULATE),
    "konjen": CONSULATE_GENERAL,
}

GENERAL = dict.fromkeys(words("jenderal jendral general generale"), CONSULATE_GENERAL)
MODIFIERS = frozenset((*GENERAL, "besar", "ri"))

OF = frozenset(words("of de du des d la l le les the negara republic republik republique"))
IN = frozenset(words("in at di ke a au aux en de du dans untuk for kota la l le the @ ,"))
MOST_LINKS = 4

EMBASSIES = frozenset((EMBASSY, TRADE_OFFICE))
OWN_NAMES = {EMBASSY: "KBRI", CONSULATE_GENERAL: "KJRI", CONSULATE: "KJRI", TRADE_OFFICE: "KDEI"}
NAMES = {
    EMBASSY: "Embassy",
    CONSULATE_GENERAL: "Consulate General",
    CONSULATE: "Consulate",
    TRADE_OFFICE: "Representative office",
}

HAN_WORD = re.compile(
    "大使馆|大使館|使馆|使館|总领事馆|總領事館|总领馆|總領館|领事馆|領事館|领馆|領館|(?:经济|經濟)?(?:贸易|貿易)?"
    "(?:代表处|代表處)"
)
HAN_POSTED = frozenset("驻駐")
HAN_IN = "在"
HAN_OF = "的"
"""Before a place: posted to it; 在 only where 的 follows (印尼在香港的领事馆)."""


def han_type(word: str) -> str:
    """Return the type of mission that a Chinese word names."""
    if "代" in word:
        return TRADE_OFFICE
    if "使" in word:
        return EMBASSY
    return CONSULATE_GENERAL if word[0] in "总總" else CONSULATE
