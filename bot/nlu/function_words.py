"""The commonest small words of the served languages in Latin script, for when there is no trained model."""

from __future__ import annotations

import re

_WORDS = {
    "id": (
        "saya aku kami kita anda kamu dia mereka yang dan di ke dari untuk dengan ini itu tidak gak ga nggak bukan "
        "ada bisa mau sudah udah belum akan lagi tolong bagaimana gimana apa siapa kapan dimana mana kenapa berapa "
        "pak bu mas mbak kak ya dong saja aja juga sama kalau kalo karena tapi atau hilang rumah orang anak terima "
        "kasih halo selamat pagi siang malam paspor kedutaan majikan suami istri sakit jatuh darah kebakaran"
    ),
    "en": (
        "i you he she it we they me my your his her our the a an and or but of to in on at for from with is are was "
        "am be been have has had do does did not no can could will would should please help what where when who how "
        "why this that there here hello hi thanks thank need want lost passport embassy someone now"
    ),
    "fr": (
        "je tu il elle on nous vous ils elles me ma mon mes ta ton sa son ses notre votre le la les un une des du de "
        "et ou mais dans sur pour avec sans est suis sont ai a as ont pas plus ne que qui quoi comment quand pourquoi "
        "merci bonjour bonsoir salut aide aidez au aux ce cette ces besoin passeport ambassade quelqu perdu c j l d s"
    ),
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")


def word_shares(lowered: str) -> dict[str, float]:
    """Return a rough probability of each language, and of ``other`` where no small word is known."""
    words = _WORD.findall(lowered)
    counts = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    total = sum(counts.values())
    if not total:
        return {"id": 0.0, "en": 0.0, "zh": 0.0, "fr": 0.0, "other": 1.0}
    shares = {language: count / total for language, count in counts.items()}
    return {**shares, "zh": 0.0, "other": 0.0}
