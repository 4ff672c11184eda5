"""Words beside a place name that tell whether a place is meant. Folded: lower case, no accents."""

from __future__ import annotations

import re

from bot.nlu.entity_patterns import words

BEFORE_PLACE = frozenset(
    words(
        """
in at to from off near around inside outside via towards toward leaving reached through into across entering
visiting di ke dari dr daerah negara kota pulau provinsi prov kabupaten kab wilayah kawasan bandara dekat sampai
menuju tinggal ibukota stasiun terminal pelabuhan sekitar asal perairan tujuan au aux en du vers depuis pres chez
dans ville centre aeroport 在 到 去 来 來 从 從 往 回 飞 飛 抵 住 离 離
"""
    )
)
"""A word of these before a name makes it a place, even where the name is an ordinary word too."""

FRENCH_A = "a"
"""French "à"; without its accent it is one only in a French text."""

SURE_BEFORE = frozenset(words("kota kabupaten kab ibukota pulau vers ville"))
"""These make a place even of a word that often follows an ordinary preposition ("di batu": on a stone)."""

GLUED_BEFORE = ("di", "ke")
"""Indonesian prepositions that are often glued to the name: "dijakarta"."""

GLUED_AFTER = ("nya", "ku", "mu")

NOT_GLUED = 4
"""Names shorter than this are split off only if they have no vowel ("dihk"): others end ordinary words."""

LINKS = frozenset(words("besar negara of the general de du d des la l le les"))

NATIONALITY_BEFORE = frozenset(
    words(
        """
orang org warga warganegara wn wna paspor passport kewarganegaraan berkebangsaan kebangsaan keturunan bahasa bhs
basa huruf aksara tulisan suku masakan makanan restoran citizen citizens national nationality ressortissant
ressortissante passeport nationalite kampung sim napi turis wisatawan bule wong ayah suami istri pacar mantan teman
temen pekerja mahasiswa pelajar pria wanita cewek cowok keluarga
"""
    )
)
"""After these a country is who somebody is, not where."""

NATIONALITY_AFTER = frozenset(words("passport passports citizen citizens national nationals nationality paspor"))
"""Before these too: "US passport"."""

ONLY_BEFORE_COUNTRY = frozenset(words("au aux en du"))
"""French prepositions with an article, which no city has: "du palu" is malaria."""

STREET_OR_BRAND = frozenset(
    words(
        """
jalan jl jln gang gg lorong rue avenue av boulevard bd quai street hotel motel hostel losmen wisma penginapan
restoran restaurant resto warung rm cafe kafe kedai brasserie bank banque grand plaza mall garuda pt cv toko
universitas university universite air nasi sate soto kopi coffee gudeg bakpia batik mie rendang gado roti bika dodol
kerupuk martabak bakso tour equipe liga timnas klub
"""
    )
)
"""After these a name is that of a street, a hotel, a firm or a dish."""

BRAND_AFTER = frozenset(
    words(
        """
airlines airline airways air street st road rd avenue ave united fc telecom sandwich cuisine food restaurant post
park dragon dragons bai panjang sidempuan pahat alegre dollar dollars rupee rupees ringgit hilton times daily
"""
    )
)
"""Before these too."""

PERSON_BEFORE = frozenset(
    words(
        """
bu ibu pak bapak mbak mas kak bang om tante mr mrs ms miss mme madame monsieur sir uncle aunty auntie named called
bernama namanya prenom appelle
"""
    )
)
"""After these a name is a person's."""

RELATION_BEFORE = frozenset(
    words(
        """
friend wife husband son daughter sister brother mother father cousin boss teman kawan istri suami anak adik kakak
sepupu majikan ami amie copine copain femme mari fils fille soeur sour frere collegue am m is suis saya aku nama
name
"""
    )
)
"""After these a name that is an ordinary word too is a person's: "I'm Jordan"."""

CONNECTORS = frozenset(words(", and dan et ou or atau ke to sampai - / & lalu then puis"))
"""Between two places: what follows a place and one of these is a place too."""

CLAUSE_AFTER = frozenset(
    words(
        """
and or but with without since now for please pls plz today tonight tomorrow at on my i we he she they is was dan
atau tapi tp yang yg sejak sama bersama hari besok sekarang skrg mau saya aku kami ada tolong et ou mais avec sans
depuis pour chez ce demain aujourd maintenant je on nous il elle
"""
    )
)
"""What may follow a name that is used as a noun: "in nice and", not "in nice weather"."""

_PEOPLE_AFTER = "人(?!太|很|好|真|山|多|少|都|挤|擠|口)|籍|公民|国籍|國籍|语|語|话(?!费)|話(?!費)"
_NATIONALITY_AFTER = (
    "护照|護照|文(?!化)|队|隊|同事|病人|老伯|孩子|工人|女友|男友|姐姐|妹妹|阿姨|叔叔|大叔|女孩|男孩|司机|導遊"
    "|导游|菜|料理|餐|朋友|同胞|游客|遊客|旅客|学生|學生|老板|老闆|雇主|男|女|丈夫|妻子|老公|老婆|移工|外劳|外勞"
    "|劳工|勞工|女佣|女傭|看护|看護|船员|船員|渔工|漁工|驾照|駕照|签名|文化|盾|币|幣|元"
)
_BRAND_AFTER = (
    "银行|銀行|航空|东方航空|南方航空|國際航空|国际航空|移动|联通|电信|時間|时间|路|大道|大街|东路|西路|南路|北路"
    "|街|大学|大學|烤鸭|烤鴨|炒饭|炒飯|拉面"
    "|拉麵|火锅|火鍋|啤酒|洋|海峡|海峽|湾(?!仔)|灣(?!仔)"
)
NOT_PLACE_AFTER_HAN = re.compile(f"{_PEOPLE_AFTER}|{_BRAND_AFTER}")
"""Characters after a Chinese name that make it a people, a language, a street or a firm."""

BELONGING_AFTER_HAN = re.compile(_NATIONALITY_AFTER)
"""Characters that make it where somebody or something comes from, unless 在 or 到 stands before."""

HOTEL_AFTER_HAN = re.compile("大?酒店|饭店|飯店|宾馆|賓館|餐厅|餐廳|旅馆|旅館")

BEFORE_HAN_PLACE = re.compile("[在到去来來从從往回飞飛抵住离離位于於至经經]$")
"""Characters before a Chinese name that make it a place whatever it may mean otherwise."""

HAN_STOPS = re.compile(
    "大理石|沿海地|上海地铁|大海地|完成都|变成都|變成都|长成都|長成都|阿曼达|阿曼達|马里奥|馬里奧|丹尼斯|大马路"
    "|大馬路|中国城|中國城|股東加|房東加"
    "|信用卡達|刷卡達|长沙发|長沙發|舞台中|電台中|电台中|讲台中|今日本|近日本|当日本|河内有|包罗万象|包羅萬象"
    "|增加来|增加來|完美里|北美里|重新北|德里克"
    "|阿德里安|全新山|东京湾|日本海|太平洋|印度洋|北京时间|北京時間|牛排|大连锁|大連鎖|海口罩|国大陆续|老挝币"
)
"""Chinese words in which a name of a place stands by accident."""
