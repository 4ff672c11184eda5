"""Forms of phone numbers, and words that tell them from other figures. Folded: lower case, no accents."""

from __future__ import annotations

import re

CANDIDATE = re.compile(
    r"(?<![a-z0-9_$€£¥])(?<![0-9][.,])\+?\(?\+?[0-9](?:[ ().-]{0,3}[0-9]){6,15}(?![a-z0-9])(?![.,][0-9])"
)
GROUP = re.compile(r"\+?[0-9]+")
PAIRS = re.compile(r"0[0-9](?:[ .-][0-9]{2}){4}")

DATE = re.compile(r"[0-9]{4}[-. ][0-9]{1,2}[-. ][0-9]{1,2}|[0-9]{1,2}[-. ][0-9]{1,2}[-. ][0-9]{4}")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)")

MONEY_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:rp|idr|usd|sgd|hkd|myr|rm|nt|ntd|eur|cny|rmb|sar)\.?|[$€£¥￥]|人民币|人民幣) ?$"
)
AMOUNT_AFTER = re.compile(
    r" ?(?:(?:rupiah|roupies?|rp|idr|juta|jt|ribu|rb|miliar|usd|dollars?|dolar|euros?|eur|yuan|rmb|ringgit|riyals?|real"
    r"|dirhams?|won|yen|km|kg|kilo)(?![a-z])|[$€%元块塊盾]|人民币|人民幣|印尼盾|港币|台币)"
)

_PHONE_WORDS = (
    "phone|call|calling|tel|telp|telpon|telepon|telephone|tlp|hp|wa|whatsapp|nomor hp|no hp|handphone|mobile|cell"
    "|number"
    "|kontak|contact|hubungi|sms|ring|appelez|appeler|rappelez|numero|portable|joindre|电话|電話|手机|手機|号码"
    "|號碼|打|联系|聯繫|微信|拨"
)
_OTHER_WORDS = (
    "passport|passeport|paspor|rekening|rek|norek|account|iban|compte|carte|card|kartu|credit|debit|nik|ktp|kk"
    "|npwp|bpjs"
    "|dossier|booking|reservation|reservasi|order|pesanan|resi|tracking|colis|paket|invoice|facture|pnr|ticket"
    "|tiket|billet|serial"
    "|imei|zip|pos|护照号?码?|護照號?碼?|卡号|卡號|账号|帳號|账户|订单号?|訂單號?|身份证号?码?|身份證號?碼?|单号"
    "|單號|编号|編號|qq"
)
_WORD = re.compile(
    rf"(?<![a-z])(?:(?P<other>{_OTHER_WORDS})(?:nya|ku)?(?: ?(?:number|numero|num|no|nr|号码|號碼))?"
    rf"|(?P<phone>{_PHONE_WORDS})(?:nya|ku|s)?)(?![a-z])"
)

# The figures of national mobile numbers, whose they may be, and whether a word for phone has to stand before them.
# Where they could be an Indonesian landline too, a mobile phone is likelier.
SHAPES = (
    (re.compile(r"08[1-9][0-9]{6,10}"), ["ID"], False),
    (re.compile(r"8[1-9][0-9]{8,10}"), ["ID"], True),
    (re.compile(r"1[3-9][0-9]{9}"), ["CN"], False),
    (re.compile(r"010[0-9]{8}"), ["CN"], False),
    (re.compile(r"01[0-9]{8,9}"), ["MY"], False),
    (re.compile(r"09[0-9]{8}"), ["TW"], False),
    (re.compile(r"05[0-9]{8}"), ["SA", "AE"], False),
    (re.compile(r"07[0-9]{9}"), ["GB"], False),
)
FRENCH = re.compile(r"0[1-79][0-9]{8}")
AUSTRALIAN = re.compile(r"04[0-9]{8}")

SHORT_NUMBER_PLACES = (
    ("hong kong", "HK"), ("hongkong", "HK"), ("hk", "HK"), ("香港", "HK"),
    ("singap", "SG"), ("新加坡", "SG"), ("macau", "MO"), ("macao", "MO"),
    ("makau", "MO"), ("澳门", "MO"), ("澳門", "MO"),
)  # fmt: skip
"""Places whose numbers have eight figures and no sign of their own."""

WITHOUT_PLUS = re.compile("(?:62|86|33|60|852|853|886|966|971|968|974|965|973|65|82|81|61|44|63|66|84)[0-9]{7,11}")
"""International numbers whose plus was left out."""


def last_is_phone_word(before: str) -> bool | None:
    """Say whether the last telling word before some figures is one for phone; None without any."""
    found = list(_WORD.finditer(before))
    return found[-1].group("phone") is not None if found else None
