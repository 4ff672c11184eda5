"""Forms of number plates. Folded: lower case, except where a form is only safe in capitals."""

from __future__ import annotations

import re

from bot.nlu.entity_patterns import words

_EDGE, _END = r"(?<![a-z0-9-])", r"(?![a-z0-9-])"

_AREAS = (
    "a b d e f g h k l m n p r s t w z aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da db dc dd de dg dh dk dl dm"
    " dn dp dr ds dt dw ea eb ed kb kh kt ku pa pb pg ps st"
)
INDONESIAN = re.compile(
    rf"{_EDGE}({'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})[ -]?([0-9]{{1,4}})[ -]?([a-z]{{1,3}}){_END}"
)
"""Area letters, figures, one to three letters."""

CHINESE = re.compile(
    "[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊]"
    "[a-z][ .·-]?(?=[a-z0-9]*[0-9])[a-z0-9]{5,6}(?![a-z0-9])"
)
FRENCH = re.compile(rf"{_EDGE}[a-z]{{2}}-[0-9]{{3}}-[a-z]{{2}}{_END}")
SINGAPOREAN = re.compile(r"(?<![A-Za-z0-9])S[A-Z]{1,2}[0-9]{1,4}[A-Z](?![A-Za-z0-9])")
BRITISH = re.compile("([a-z]{2}[0-9]{2}) ?([a-z]{3})")

_PLATE = (
    "number plate|plate number|licen[cs]e plate|plate|plat nomor|plat no|plat mobil|plat motor|plat|nopol|no pol"
    "|nomor polisi|no polisi|registration|car reg|reg number|rego|immatricule[es]?|immatriculation|plaque"
    "|车牌号码|车牌号|车牌|車牌號碼|車牌號|車牌|车号|車號"
)
_VEHICLE = (
    "mobil|motor|taksi|taxi|bus|truk|truck|pickup|angkot|ojek|grab|gojek|gocar|car|van|lorry|bike|motorbike|scooter|suv"
    "|voiture|camion|moto|vehicule|vehicle|kendaraan|车|車|的士|摩托"
)
PLATE_WORD = re.compile(rf"(?<![a-z])(?:{_PLATE})(?![a-z])(?:nya)?")
VEHICLE_WORD = re.compile(rf"(?<![a-z])(?:{_VEHICLE})(?![a-z])")

AFTER_WORD = re.compile(
    r"(?:nya)?\W{0,3}(?:(?:is|was|est|adalah|nya|no|nomor|number|是)\W{1,2}|是)?"
    r"([a-z]{2}[0-9]{2} ?[a-z]{3}|[0-9]{3,4}[- ]?[a-z]{2,3}|[a-z]{1,3}[- ]?[0-9]{1,4}(?:[- ]?([a-z]{1,3}))?)"
    r"(?![a-z0-9])"
)
"""After a word for plate: British, figures first (Taiwan, Saudi Arabia), letters first (everywhere else)."""

AFTER_VEHICLE = re.compile(
    r"[^A-Za-z0-9]{0,3}([A-Z]{2}[0-9]{2} [A-Z]{3}|[A-Z]{3}[- ]?[0-9]{4}|[A-Z]{1,3} [0-9]{3,4} [A-Z])(?![A-Za-z0-9])"
)
"""After a word for a vehicle only what is written in capitals and looks like little else."""

SHORT_WORDS = frozenset(words("di ke yg dan itu ini is and on at in the has was hit et le la un de sur qui est ada"))
"""Words that may follow a plate and are no part of it."""
