"""Ways to say the time of day. Folded: lower case, no accents."""

from __future__ import annotations

import re

from bot.nlu.entity_patterns import HAN_NUMBER, NUMBERS

_HOURS = "|".join(word for word, value in NUMBERS.items() if value <= 12 and word not in ("un", "vingt", "satu"))
_SPOKEN = rf"(?:dua belas|satu|un|{_HOURS})"
HOUR = rf"(?:2[0-4]|1\d|0?\d|{_SPOKEN})"
_FRENCH_MINUTES = "(?:cinq|dix|quinze|vingt[ -]cinq|vingt|trente[ -]cinq|trente|quarante[ -]cinq|quarante|cinquante)"
_MINUTES = (
    rf"(?:[0-5]?\d|{_SPOKEN}|fifteen|quinze|twenty[ -]five|twenty|vingt[ -]cinq|vingt|dua puluh|seperempat|quarter"
    rf"|a quarter)"
)

CLOCK = re.compile(r"(?<![\d:.,/+-])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])(?! ?\d)")
CLOCK_WITH_DOT = re.compile(
    r"(?<![a-z])(?:at|by|around|till|until|vers|a|jusqu'a) ([01]?\d|2[0-3])[.]([0-5]\d)(?![\d.]|,\d| ?(?:euros?|km"
    r"|kg|usd|million))"
    r"|(?<![\d:.,])([01]?\d|2[0-3])[.]([0-5]\d)(?= ?(?:wib|wita|wit|am|pm|a\.m|p\.m|pagi|siang|sore|malam)(?![a-z]))"
)

JAM = re.compile(
    rf"(?<![a-z])(?:jam|pukul|pkl|jm|puku) (?:(?P<half>setengah) )?(?P<hour>{HOUR})(?:an)?"
    rf"(?:[:.](?P<minute>[0-5]\d)|(?: (?P<less>kurang)| (?:lewat|lebih|lwt)) (?P<spoken>{_MINUTES})(?: menit)?)?"
    rf"(?![a-z\d]|[.,:]\d)"
)
SETENGAH = re.compile(
    rf"(?<![a-z])setengah (?P<hour>{HOUR})(?![a-z\d.,])(?! ?(?:juta|jt|ribu|rb|ratus|puluh|belas|jam|hari|bulan"
    rf"|tahun|kilo|kg|km|liter|meter|porsi|orang))"
)

ENGLISH_PAST = re.compile(
    rf"(?<![a-z\d])(?P<at>(?:at|around|by|until|it is|it's) )?(?:(?P<half>half)(?: past)?|(?P<minutes>{_MINUTES})"
    rf"(?P<unit> minutes)? (?P<way>past|to|after|before)) (?P<hour>{HOUR})"
    r"(?:(?: o ?'?clock)|(?= ?(?:am|pm)))?(?![\d:.]\d|[a-z\d]| ?(?:of|people|men|women|days|hours|minutes|km|weeks"
    r"|million|hundred|and a half))"
)
ENGLISH_OCLOCK = re.compile(rf"(?<![a-z\d:.])(?P<hour>{HOUR}) ?o ?'? ?clock(?![a-z])")
ENGLISH_WORDS = re.compile(
    rf"(?<![a-z])(?:at |around |by )?(?P<hour>{_SPOKEN})[ -](?P<minute>thirty|fifteen|forty[ -]five)(?![a-z])(?! "
    rf"(?:people|men|women))"
)
MERIDIEM = re.compile(r"(?<![\d:.,a-z])(?P<hour>1[0-2]|0?[1-9])(?= ?(?:am|pm|a\.m|p\.m)(?![a-z]))")
BARE = re.compile(
    rf"(?<![a-z])(?:at|around|about|by|jam|before|after) (?P<hour>{HOUR})(?![a-z\d:.,'-]| ?(?:am|pm|people|o'?clock"
    rf"|men|km|percent))"
)
"""An hour that counts only beside a part of the day: "tonight at 8"."""
BARE_AFTER = re.compile(
    r"(?:^|[,.;!?] ?|(?<![a-z])(?:at|around|about|by|from|since|till|until|before|after|to|and|is|was|today"
    r"|tomorrow|yesterday) )"
    rf"(?P<hour>{HOUR})(?= (?:in the (?:morning|afternoon|evening)|at night|tonight|this (?:morning|afternoon"
    rf"|evening)))"
)

_DAY_BEFORE = r"(?:demain|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin|soir|aprem|apres-midi|midi)"
_DURATION = r"(?:depuis|pendant|durant|dans|y a|ya|reste|toutes les|en|apres|sur|environ|attends|attend|attendu|de)"
FRENCH = re.compile(
    rf"(?<![a-z\d:.,])(?P<before>{_DURATION} |(?:a|vers|avant|des|pour|est|jusqu'a|entre|et|sera|sont|les|d'ici"
    rf"|il est|{_DAY_BEFORE}) )?(?P<hour>{HOUR}) ?(?P<word>heures?|h)"
    rf"(?P<minutes> ?[0-5]\d(?![\d])| et (?P<half>demie?)| et (?P<quarter>quart)| moins (?P<less>le quart"
    rf"|{_MINUTES})| (?P<spoken>{_FRENCH_MINUTES})(?! (?:personnes|hommes|euros)))?(?![a-z\d])"
)
FRENCH_DURATION = re.compile(rf"{_DURATION} ")
FRENCH_SURE = re.compile(rf"(?:a|vers|avant|des|pour|est|jusqu'a|entre|et|sera|il est|d'ici|{_DAY_BEFORE}) ")
FRENCH_NOT_AFTER = re.compile(
    r" ?(?:sur |par |de |d'|du )(?!l'apres|matin|soir|la nuit|l'aprem)|,? plus tard| avant l| apres l"
)

NAMED = {
    **dict.fromkeys(("noon", "midday", "tengah hari", "midi", "正午"), (12, 0)),
    **dict.fromkeys(("midnight", "tengah malam", "minuit", "午夜"), (0, 0)),
}
NAMED_TIME = re.compile(
    r"(?<![a-z-])(?<!apres )(?<!du )(?P<name>noon|midday|midnight|tengah hari|tengah malam|midi|minuit)(?![a-z-])"
    rf"(?P<minutes> et (?P<half>demie?)| et (?P<quarter>quart)| moins (?P<less>le quart|{_MINUTES}))?|(?P<han>正午"
    rf"|午夜)(?![十0-9])"
)

_HAN_MINUTES = "[0-5][0-9]分?|[0-9]分|[二三四五]?十[一二三四五六七八九]?分?|零?[一二三四五六七八九]分"
HAN = re.compile(
    f"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|半夜|深夜|(?<![今昨明前当當])晚)?(?:差"
    f"(?P<less>一刻|{HAN_NUMBER})分?)?(?P<hour>{HAN_NUMBER})(?P<word>[点點时時])"
    f"(?P<rest>整|半|一刻|三刻|过|過|[钟鐘](?!头|頭)|差(?P<later>一刻|{HAN_NUMBER})分?|{_HAN_MINUTES})?"
)
HAN_CLOCK_BEFORE = re.compile("(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|半夜|深夜) ?$")
HAN_DAY_PART_BEFORE = re.compile("(?:(今|昨|明|前|当|當)(早|晚|晨|夜))(?:上)? ?的?$")
HAN_SURE_BEFORE = re.compile("(?:[在到于於是约約天日号號]|大概|大约|周[一二三四五六日]|期[一二三四五六日天]) ?$")
HAN_NOT_AFTER = re.compile(
    "建议|要求|意见|原因|问题|理由|办法|一下|儿|点点|也|都|內|内|间|[一二三四五六七八九](?![个個伙名人群位])"
)

MORNING, DAY, AFTERNOON, NIGHT = "morning", "day", "afternoon", "night"
PARTS = {
    **dict.fromkeys(("am", "a.m.", "a.m", "in the morning", "this morning", "pagi", "dini hari", "subuh"), MORNING),
    **dict.fromkeys(("du matin", "du mat", "ce matin", "matin", "凌晨", "清晨", "早上"), MORNING),
    **dict.fromkeys(("早晨", "上午", "早", "晨"), MORNING),
    **dict.fromkeys(("siang", "中午"), DAY),
    **dict.fromkeys(("pm", "p.m.", "p.m", "in the afternoon", "this afternoon", "sore", "下午", "傍晚"), AFTERNOON),
    **dict.fromkeys(("de l'apres-midi", "cet apres-midi", "de l'aprem", "apres-midi"), AFTERNOON),
    **dict.fromkeys(("at night", "in the evening", "tonight", "this evening", "last night"), NIGHT),
    **dict.fromkeys(("malam", "malem", "mlm"), NIGHT),
    **dict.fromkeys(("du soir", "ce soir", "de la nuit", "soir"), NIGHT),
    **dict.fromkeys(("晚上", "晚", "夜里", "夜裡", "半夜", "深夜", "夜"), NIGHT),
}
_LATIN_PARTS = "|".join(sorted((re.escape(part) for part in PARTS if part.isascii()), key=len, reverse=True))
PART_AFTER = re.compile(rf",? ?(?P<part>{_LATIN_PARTS})(?![a-z])(?P<own> ini(?![a-z]))?")
PART_BEFORE = re.compile(
    r"(?<![a-z])(?P<part>tonight|this morning|this afternoon|this evening|last night|pagi|siang|sore|malam|malem"
    r"|mlm|subuh|dini hari"
    r"|(?:tomorrow|yesterday) (?P<later>morning|afternoon|evening|night)|ce matin|ce soir|cet apres-midi|matin|soir)"
    r"(?: (?:ini|tadi|nanti))?,?(?: (?:at|around|about|a|vers|sekitar|sktr|kira-kira|pada))? ?$"
)
LATER = {"morning": MORNING, "afternoon": AFTERNOON, "evening": NIGHT, "night": NIGHT}
_BELONGS = ("tonight", "this ", "last ", "ce ", "cet ")


def is_part_of_time(part: str, followed: bool) -> bool:
    """Say whether a part of the day belongs to the time ("8 malam"), not to a day of its own ("malam ini")."""
    return not followed and not part.startswith(_BELONGS)
