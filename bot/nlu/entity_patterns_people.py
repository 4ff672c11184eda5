"""Ways to say how many people there are. Folded: lower case, no accents."""

from __future__ import annotations

import re

from bot.nlu.entity_patterns import NUMBER, words

_NOUNS = words(
    """
people persons person men women man woman children kids child kid babies baby workers worker passengers
passenger students student crew victims victim tourists tourist pilgrims pilgrim girls girl boys boy adults
adult friends friend injured wounded dead casualties survivors hostages travellers travelers visitors guests
colleagues coworkers sailors fishermen maids migrants indonesians nationals citizens teenagers teens elderly
brothers sisters sons daughters siblings guys ladies members prisoners detainees robbers attackers orang org
orng anak bayi balita korban penumpang pekerja karyawan mahasiswa mahasiswi siswa santri wni wna tki tkw pmi abk
jemaah jamaah wanita perempuan laki lelaki pria lansia turis wisatawan teman temen kawan rekan saudara warga
penduduk murid nelayan awak buruh jiwa cewek cowok tahanan remaja pelaku preman perampok personnes personne
enfants enfant hommes femmes homme femme blesses blesse passagers passager ouvriers ouvrier etudiants etudiante
etudiantes touristes touriste adultes adulte bebes bebe marins marin morts mort amis amies ami gens collegues
voyageurs victimes disparus otages filles garcons jeunes pelerins compatriotes francais collegiens freres soeurs
sours fils individus types mecs
"""
)
_NOUN = "|".join(sorted(_NOUNS, key=len, reverse=True))
_BETWEEN = (
    "young|old|other|more|indonesian|chinese|french|foreign|armed|male|female|little|small|injured|big|masked|elderly"
    "|teenage|malaysian|filipino|fishing|factory|migrant|of my|of our|of the|of his|of her|of their|de mes|de nos"
    "|de ses"
    "|de leurs|d'entre|des|jeunes|petits|petites|autres|vieux|grands|orang|org|orng|dari|anggota|rekan|anak buah|awak"
)
_NOUN_PHRASE = rf"(?: ?(?:{_BETWEEN}))? ?(?:{_NOUN})(?![a-z])"
_US = r" of (?:us|them|you)(?![a-z])"

_PLUS = (
    "more than|over|at least|no less than|upwards of|minimum|lebih dari|lbh dari|setidaknya|sedikitnya|minimal"
    "|paling sedikit|paling tidak|plus de|plus d'|au moins|min[.]?|>=?"
)
_ABOUT = (
    "about|around|approximately|approx|roughly|some|nearly|almost|sekitar|sktr|kurang lebih|krg lebih|kira-kira"
    "|kira kira|kira2|hampir|environ|a peu pres|pres de|autour de|presque"
)
_PREFIX = rf"(?:(?:(?P<plus>{_PLUS})|(?P<about>{_ABOUT})) ?)?"
_TO = r"(?: ?- ?| (?:to|or|sampai|atau|hingga|a|ou|smp|s/d) )"

COUNTED = re.compile(
    rf"(?<![a-z\d.,/:-])(?<!(?<![a-z])ke ){_PREFIX}(?P<number>{NUMBER})(?:(?:{_TO})(?P<last>{NUMBER}))?"
    rf"(?P<more> ?\+| lebih| ?an(?= orang| org))?(?:{_US}|{_NOUN_PHRASE})"
)
PAIR = re.compile(
    rf"(?<![a-z\d]){_PREFIX}(?P<number>satu dua|dua tiga|tiga empat|empat lima|lima enam|enam tujuh|tujuh delapan"
    rf"|two three|three four){_NOUN_PHRASE}"
)
"""Two digits that follow each other: "dua tiga orang" is two or three."""

GROUPS = {
    "half a dozen": "~6", "two dozen": "~24", "a dozen": "~12", "dozens": "20+", "scores": "20+", "hundreds": "200+",
    "thousands": "2000+", "a couple": "2", "belasan": "10+", "puluhan": "20+", "ratusan": "200+", "ribuan": "2000+",
    "une demi-douzaine": "~6", "une douzaine": "~12", "une dizaine": "~10", "une quinzaine": "~15",
    "une vingtaine": "~20", "une trentaine": "~30", "une quarantaine": "~40", "une cinquantaine": "~50",
    "une centaine": "~100", "des dizaines": "20+", "des centaines": "200+", "plusieurs dizaines": "20+",
}  # fmt: skip
_GROUP = "|".join(sorted(GROUPS, key=len, reverse=True))
_GROUP_TAIL = rf"(?:(?: of| de| d')? ?(?:(?:my|our|the|mes|nos) )?(?:{_NOUN})(?![a-z])|{_NOUN_PHRASE}|{_US})"
_WE_ARE = (
    "(?:nous sommes|nous etions|on est|on etait|ils sont|elles sont|vous etes|we are|we're|there are|there were"
    "|we were)"
)
GROUPED = re.compile(
    rf"(?<![a-z])(?:(?P<we>{_WE_ARE}) (?!a couple)(?P<alone>{_GROUP})(?![a-z-]| ?(?:d'|de |of ))"
    rf"|{_PREFIX}(?P<group>{_GROUP}){_GROUP_TAIL})"
)

_NOT_COUNT_AFTER = (
    r"(?! ?(?:h(?![a-z])|heures?|hours?|jours?|days?|minutes?|semaines?|weeks?|mois|months?|ans?(?![a-z])|years?|km"
    r"|kilomet|metres?|meters?|miles?|euros?|dollars?|eme|er(?![a-z])|st(?![a-z])|nd(?![a-z])|rd(?![a-z])|th(?![a-z])|%"
    r"|of (?!us|them)|decembre|novembre|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|h?\d"
    r"|bus|voitures|cars|rooms|chambres|bags|valises|sacs|stops|etage))"
)
WE_ARE = re.compile(
    rf"(?<![a-z]){_WE_ARE} (?P<number>{NUMBER})(?![.,:/-]\d|[a-z\d]| (?:and|et) \d){_NOT_COUNT_AFTER}"
)
FAMILY_OF = re.compile(
    rf"(?<![a-z])(?:family|group|party|team|rombongan|groupe|famille) (?:of|de) (?P<number>{NUMBER})(?![a-z\d:.,])"
)
WITH_US = re.compile(
    rf"(?<![a-z])(?:(?P<both>both)(?: of us| of them|(?: of)?(?: my| our| the)? (?:{_NOUN}))"
    r"|(?:us|nous|tous les|toutes les|eux) (?P<number>two|three|four|five|deux|trois|quatre|cinq))(?![a-z])"
    r"(?! (?:heures|jours|mois|ans|semaines|fois|minutes|sommes))"
)
BER = re.compile(
    r"(?<![a-z])ber-?(?P<number>(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)(?: belas| puluh)?|sepuluh|sebelas"
    r"|\d{1,2})(?![a-z\d])"
)
KEDUA = re.compile(rf"(?<![a-z])ke(?P<number>dua|tiga|empat|lima|enam|\d)(?:nya)? (?:orang |org )?(?:{_NOUN})(?![a-z])")

ARTICLES = frozenset(("un", "une"))
"""French "un" and "une" before a noun count nobody: "une personne m'a dit"."""
