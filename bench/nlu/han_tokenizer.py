"""A tokenizer for Rasa that keeps Chinese. Only for the benchmark."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_PIECE = re.compile(f"(?P<han>[{_HAN}])|[^{_HAN}]+")
_WORD = re.compile(r"\w")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class HanTokenizer(WhitespaceTokenizer):
    """Makes a token of each Han character and leaves what is between them to Rasa's own tokenizer.

    Rasa's own takes Han characters for emoji and drops every run of them.
    """

    @staticmethod
    def not_supported_languages() -> list[str] | None:
        """Refuse no language."""
        return None

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of a text, in order; a text without a word is one token."""
        text: str = message.get(attribute)
        tokens: list[Token] = []
        for piece in _PIECE.finditer(text):
            if piece["han"]:
                tokens.append(Token(piece.group(), piece.start()))
            elif _WORD.search(piece.group()):
                between = super().tokenize(Message(data={attribute: piece.group()}), attribute)
                tokens += [Token(token.text, token.start + piece.start()) for token in between]
        return self._apply_token_pattern(tokens or [Token(text, 0)])
