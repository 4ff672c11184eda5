"""A small model, trained once for all tests of this folder on a few sentences in four languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.model import Nlu
from bot.nlu.training.read_data import Example, read_rules
from bot.nlu.training.train import train_on

ROOT = Path(__file__).resolve().parents[2]
NLU_DATA = ROOT / "nlu_data"

FLOORS = {
    "emergency_fire": "critical",
    "emergency_medical": "critical",
    "emergency_unspecified": "critical",
    "consular_lost_passport": "routine",
    "chat_greet": "routine",
    "chat_out_of_scope": "routine",
}
SENTENCES = {
    "en": {
        "emergency_fire": ["the kitchen is on fire", "smoke everywhere in the hall", "our hotel is burning"],
        "emergency_medical": ["my father cannot breathe", "she is bleeding badly", "he collapsed at the gate"],
        "emergency_unspecified": ["help", "please help me", "sos we need help now"],
        "consular_lost_passport": ["i lost my passport", "my passport was stolen", "where to replace a lost passport"],
        "chat_greet": ["hello", "hi there", "good morning to you"],
        "chat_out_of_scope": ["what is the weather", "tell me a joke", "who won the football game"],
    },
    "id": {
        "emergency_fire": ["dapur saya kebakaran", "asap tebal di lorong", "hotel kami terbakar"],
        "emergency_medical": ["bapak saya sesak napas", "dia berdarah banyak sekali", "ibu pingsan di pasar"],
        "emergency_unspecified": ["tolong", "tolong saya pak", "darurat kami butuh bantuan"],
        "consular_lost_passport": ["paspor saya hilang", "paspor saya dicuri orang", "ganti paspor hilang di mana"],
        "chat_greet": ["halo", "selamat pagi kak", "apa kabar"],
        "chat_out_of_scope": ["cuaca hari ini bagaimana", "ceritakan lelucon dong", "siapa juara bola kemarin"],
    },
    "zh": {
        "emergency_fire": ["厨房着火了", "走廊里都是浓烟", "我们酒店在烧"],
        "emergency_medical": ["我爸爸呼吸困难", "她流了很多血", "他在门口晕倒了"],
        "emergency_unspecified": ["救命", "请帮帮我", "我们需要帮助快"],
        "consular_lost_passport": ["我的护照丢了", "护照被偷了", "护照丢失去哪里补办"],
        "chat_greet": ["你好", "早上好", "嗨大家好"],
        "chat_out_of_scope": ["今天天气怎么样", "讲个笑话", "昨天足球谁赢了"],
    },
    "fr": {
        "emergency_fire": ["la cuisine est en feu", "de la fumée partout", "notre hôtel brûle"],
        "emergency_medical": ["mon père n'arrive plus à respirer", "elle saigne beaucoup", "il est tombé inconscient"],
        "emergency_unspecified": ["au secours", "aidez-moi s'il vous plaît", "à l'aide vite"],
        "consular_lost_passport": ["j'ai perdu mon passeport", "on a volé mon passeport", "refaire un passeport perdu"],
        "chat_greet": ["bonjour", "salut à tous", "bonsoir madame"],
        "chat_out_of_scope": ["quel temps fait-il", "raconte une blague", "qui a gagné le match"],
    },
}


def small_examples() -> list[Example]:
    """Return the sentences above as training examples."""
    return [
        Example(text, topic, FLOORS[topic], language)
        for language, topics in SENTENCES.items()
        for topic, texts in topics.items()
        for text in texts
    ]


def known_rules() -> list[tuple[str, dict]]:
    """Return the rules of the repository that speak of the topics above."""
    return [
        (language, {**content, "phrases": [rule for rule in content["phrases"] if rule["topic"] in FLOORS]})
        for language, content in read_rules(NLU_DATA)
    ]


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small model."""
    out = tmp_path_factory.mktemp("model") / "nlu"
    train_on(small_examples(), FLOORS, known_rules(), out)
    return out


@pytest.fixture(scope="session")
def nlu(model_dir: Path) -> Nlu:
    """The small model, loaded."""
    return Nlu.load(model_dir)
