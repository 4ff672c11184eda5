"""The commonest small words of languages in Latin script, for when there is no trained model."""

from __future__ import annotations

import re

_WORDS = {
    "id": (
        "saya aku kami kita anda kamu dia mereka yang dan di ke dari untuk dengan ini itu tidak gak ga nggak bukan "
        "ada bisa mau sudah udah belum akan lagi tolong bagaimana gimana apa siapa kapan dimana mana kenapa berapa "
        "pak bu mas mbak kak ya dong saja aja juga sama kalau kalo karena tapi atau hilang rumah orang anak terima "
        "kasih halo selamat pagi siang malam paspor kedutaan majikan suami istri sakit jatuh darah kebakaran kena tak "
        "buat habis terus gempa polisi kamar masuk jam boleh sekarang buka bulan lah nak dah kat wis ora wong iki iso "
        "tulung suwun teu abdi aya kumaha nuhun bade pisan tulungan indak ambo kada ulun"
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
    # Chinese without its tones.
    "zh": (
        "wo women nimen tamen ni nihao hao xie xiexie qing wen qingwen zai shi bu you mei meiyou zenme shenme nali "
        "jiu ming jiuming bangwo bang kuai huzhao dashiguan qianzheng lingshiguan yisheng yiyuan qian duoshao"
    ),
    # Malay, Javanese and Sundanese count as Indonesian and stand above; here are those nobody here speaks.
    "other": (
        "hola gracias por favor estoy necesito ayuda donde quiero perdi mi los las del y pero como esta muy "
        "oi obrigado obrigada nao onde estou preciso meu minha uma voce ajuda "
        "ciao grazie sono dove ho che mio mia aiuto perso non della "
        "ich bin ist nicht und der die das ein eine mein meine wir bitte danke hilfe habe "
        "ik ben niet het een mijn waar bedankt alstublieft hebben "
        "merhaba tesekkurler ben bir benim nerede yardim lutfen var yok "
        "ako ang ng mga po ko na salamat saan hindi tulong "
        "toi khong anh em ban cam xin chao duoc "
        "jestem nie gdzie mam prosze dziekuje czesc "
        "main hai mera meri nahi kya kahan mujhe ho gaya kaise "
        "ana fein min fi el shukran mesh "
        "watashi desu masu doko arigatou kudasai tasukete "
        "menya moy gde spasibo privet pomogite"
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
        return {**dict.fromkeys(_SETS, 0.0), "other": 1.0}
    return {language: count / total for language, count in counts.items()}
