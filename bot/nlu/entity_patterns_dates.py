"""Words for days, months and stretches of time. Folded: lower case, no accents."""

from __future__ import annotations

import re

from bot.nlu.entity_patterns import HAN_NUMBER, NUMBER, words

_MONTHS = (
    "januari january janvier janv jan",
    "februari february fevrier pebruari feb febr fevr",
    "maret march mars mar",
    "april avril apr avr",
    "mei may mai",
    "juni june juin jun",
    "juli july juillet jul juil",
    "agustus august aout aug agu agt ags",
    "september septembre sep sept",
    "oktober october octobre oct okt",
    "november novembre nov nop nopember",
    "desember december decembre dec des",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])(?![\d])[日号號]?")
DAY_FIRST = re.compile(r"(?<![\d/.-])([0-3]?\d)([-/.])([0-3]?\d)\2((?:19|20)\d\d)(?!\d)")
SHORT_YEAR = re.compile(r"(?<![\d/.-])([0-3]?\d)([-/])([0-3]?\d)\2(\d\d)(?![\d/-])")
DAY_MONTH = re.compile(r"(?<![a-z])(?:tgl|tanggal|on|le|du|au|date|until|sampai) ([0-3]?\d)[-/]([01]?\d)(?![\d/-])")
NAMED = re.compile(
    rf"(?<![\d.,:])(3[01]|[12]\d|0?[1-9])(?:er|e|st|nd|rd|th)?[ -]?(?:of |de )?({_MONTH})(?![a-z])\.?(?:,? ((?:19"
    rf"|20)\d\d)(?!\d))?"
)
NAMED_MONTH_FIRST = re.compile(
    rf"(?<![a-z])({_MONTH})\.? (3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\da-z]|[:.]\d)(?:,? ((?:19|20)\d\d)(?!\d))?"
    r"(?! ?(?:am|pm|people|persons|men|women|of us|days|hours|jam|orang|personnes|jours|heures))"
)
NOT_MONTH_AFTER = re.compile(
    r" (?:be|die|have|need|not|get|come|go|also|still|want|never|hommes|femmes|enfants|personnes)(?![a-z])"
)
ARTICLES = frozenset(("des", "mar", "sept"))
"""Short names of months that are French words too."""
HAN_MONTH_DAY = re.compile(
    "(?<![\\d.])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(3[01]|[12]\\d|0?[1-9]"
    "|[一二三四五六七八九十]{1,3})[日号號]"
)
HAN_DAY = re.compile(
    "(?<![\\d.月一二三四五六七八九十第道线線路楼樓门門库庫])(上个?月|上個月|下个?月|下個月|这个?月|這個月|本月)?"
    "(3[01]|[12]\\d|[1-9]|[一二三四五六七八九十]{1,3})[号號]"
    "(?![\\d楼樓线線门門床车車房院馆館店库庫桌机機台位码碼口站出航厅廳球])"
)
DAY_OF_MONTH = re.compile(
    rf"(?<![a-z])(?:tgl|tanggal) (3[01]|[12]\d|0?[1-9])(?![\d/.:-]| ?(?:orang|{_MONTH})(?![a-z]))"
    r"|(?<![a-z])(?:on|by|until|before|since|from) the (3[01]|[12]\d|[1-9])(?:st|nd|rd|th)(?! [a-z]*(?:floor"
    r"|street|avenue|time|day|row))"
    r"|(?<![a-z])le (3[01]|[12]\d|[1-9])(?= ?(?:$|[,.!?;]|a (?:\d|midi|minuit)|vers |au soir|au matin))"
)

DAYS = {
    **dict.fromkeys(("today", "hari ini", "hr ini", "aujourd'hui", "aujourdhui", "今天", "今日", "今儿"), 0),
    **dict.fromkeys(("tonight", "this morning", "this afternoon", "this evening"), 0),
    **dict.fromkeys(("malam ini", "malem ini", "pagi ini", "siang ini", "sore ini", "nanti malam", "nanti sore"), 0),
    **dict.fromkeys(("nanti siang", "ntar malam", "ntar malem", "ntar sore", "entar malam"), 0),
    **dict.fromkeys(("tadi pagi", "tadi siang", "tadi sore", "td pagi", "td siang", "td sore"), 0),
    **dict.fromkeys(("ce matin", "cet apres-midi", "cet apres midi", "cet aprem", "ce soir", "cette nuit"), 0),
    **dict.fromkeys(("今早", "今晚", "今夜", "今晨"), 0),
    **dict.fromkeys(words("tomorrow tomorow tommorow tmrw tmr tmrow besok bsk besuk demain"), 1),
    **dict.fromkeys(("明天", "明日", "明早", "明晚", "听日", "聽日"), 1),
    **dict.fromkeys(("lusa", "besok lusa", "day after tomorrow", "apres-demain", "apres demain", "后天", "後天"), 2),
    **dict.fromkeys(("大后天", "大後天"), 3),
    **dict.fromkeys(words("yesterday kemarin kemaren kmrn kmarin hier semalam semalem"), -1),
    **dict.fromkeys(("tadi malam", "tadi malem", "td malam", "kemarin malam", "last night", "hier soir"), -1),
    **dict.fromkeys(("昨天", "昨日", "昨晚", "昨夜", "昨儿", "寻日", "尋日", "琴日"), -1),
    **dict.fromkeys(("day before yesterday", "kemarin lusa", "kemarin dulu", "avant-hier", "avant hier"), -2),
    **dict.fromkeys(("前天", "前晚"), -2),
    **dict.fromkeys(("大前天",), -3),
}
_WORDS = sorted(DAYS, key=len, reverse=True)
_LATIN_DAYS = "|".join(word for word in _WORDS if word.isascii())
_HAN_DAYS = "|".join(word for word in _WORDS if not word.isascii())
DAY_WORD = re.compile(f"(?<![a-z])(?:{_LATIN_DAYS})(?![a-z])|(?:{_HAN_DAYS})")

_WEEKDAYS = (
    "monday senin lundi",
    "tuesday selasa mardi",
    "wednesday rabu mercredi",
    "thursday kamis jeudi",
    "friday jumat jum'at vendredi",
    "saturday sabtu samedi",
    "sunday ahad dimanche",
)
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
WEEKDAYS |= {"minggu": 6}
SHORT_WEEKDAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_FULL = "|".join(word for word in WEEKDAYS if word != "minggu")
_SHORT = "|".join(sorted(SHORT_WEEKDAYS, key=len, reverse=True))
WEEKDAY = re.compile(
    rf"(?<![a-z])(?:(?P<before>next|last|this|past|coming|this coming|ce) )?"
    rf"(?:(?P<day>(?:hari )?(?:{_FULL})|hari minggu|minggu(?= (?:pagi|siang|sore|malam)))|(?<=next |last |this )"
    rf"(?P<short>{_SHORT}))(?![a-z])"
    r"(?: (?P<after>next week|last week|this week|minggu depan|minggu lalu|minggu kemarin|minggu ini"
    r"|de la semaine prochaine|de la semaine derniere|depan|besok|nanti|ini|yang lalu|yg lalu|lalu|kemarin|kemaren|kmrn"
    r"|prochain|dernier|passe)(?![a-z]))?"
)
HABIT_BEFORE = re.compile(r"(?<![a-z])(?:every|each|tiap|setiap|tiap2|chaque|tous les|malam) $")
SINCE_BEFORE = re.compile(r"(?<![a-z])(?:since|sejak|semenjak|dari|depuis) $")
PAST = frozenset(("last", "past", "lalu", "yang lalu", "yg lalu", "kemarin", "kemaren", "kmrn", "dernier", "passe"))
PRESENT = frozenset(("this", "this coming", "coming", "ini", "ce", "nanti"))
WEEKS = {
    **dict.fromkeys(("next week", "minggu depan", "de la semaine prochaine"), 1),
    **dict.fromkeys(("last week", "minggu lalu", "minggu kemarin", "de la semaine derniere"), -1),
    **dict.fromkeys(("this week", "minggu ini"), 0),
}
HAN_WEEKDAY = re.compile(
    "(?<![\\d一二两三四五六七八九十每])(?P<week>下下|下|上上|上|这|這|本)?个?個?(?P<word>周|週|星期|礼拜|禮拜)"
    "(?P<day>[一二三四五六日天1-6])(?![个個天周週年])"
)
HAN_WEEKS = {"下下": 2, "下": 1, "上": -1, "上上": -2, "这": 0, "這": 0, "本": 0}
_HAN_WEEKDAYS = ("一1", "二2", "三3", "四4", "五5", "六6", "日天")
HAN_WEEKDAYS = {char: number for number, chars in enumerate(_HAN_WEEKDAYS) for char in chars}
HAN_SINCE = re.compile("(?:自从|自|从|從)$")

UNITS = {
    **dict.fromkeys(words("minute minutes min mins menit mnt 分钟 分鐘"), "minute"),
    **dict.fromkeys(words("hour hours hrs jam heure heures h 小时 小時 钟头 鐘頭"), "hour"),
    **dict.fromkeys(words("day days hari jour jours 天 日"), "day"),
    **dict.fromkeys(words("week weeks wk wks minggu mgg pekan semaine semaines 周 週 星期 礼拜 禮拜"), "week"),
    **dict.fromkeys(words("month months bulan bln mois 月"), "month"),
    **dict.fromkeys(words("year years yr yrs tahun thn an ans annee annees 年"), "year"),
}
_UNIT = "|".join(sorted((word for word in UNITS if word.isascii()), key=len, reverse=True)) + "|hr"
_HAN_UNIT = "|".join(sorted((word for word in UNITS if not word.isascii()), key=len, reverse=True))
_AMOUNT = (
    rf"(?P<amount>half an? |(?:an? )?couple of |a |an |une? demi[e-]? ?|une |un |un quart d'|setengah |se(?=jam"
    rf"|menit|hari|minggu|bulan|tahun)"
    rf"|\d{{1,3}}[.,]5 ?|(?:{NUMBER})(?: setengah)? ?)(?P<unit>{_UNIT})(?![a-z])"
    r"(?P<half> and a half| et demie?| setengah)?"
)
IN_BEFORE = re.compile(
    rf"(?<![a-z])(?:in|within|dans|d'ici|dalam|dlm) {_AMOUNT}(?P<tail> lagi| from now)?(?! (?:ini|terakhir"
    rf"|belakangan|de route))"
)
IN_AFTER = re.compile(rf"(?<![a-z\d.,]){_AMOUNT} (?:from now|lagi|lg|ke depan|kedepan|mendatang)(?![a-z])")
AGO_BEFORE = re.compile(rf"(?<![a-z])(?:il y a|ya|y a|voila) {_AMOUNT}(?! (?:de|d'|entre|pour|sur)(?![a-z]))")
AGO_AFTER = re.compile(rf"(?<![a-z\d.,]){_AMOUNT} (?:ago|(?:yang |yg )?(?:lalu|lewat|silam|kemarin))(?![a-z])")
HAN_MOMENT = re.compile(
    f"(?P<amount>{HAN_NUMBER}|半)(?P<measure>个半|個半|个|個)?(?P<unit>{_HAN_UNIT})(?P<half>半)?(?P<over>多)?"
    "(?P<way>之前|以前|前(?![台面门門排])|之后|之後|以后|以後|后(?![面门勤])|後(?![面門勤]))"
)
