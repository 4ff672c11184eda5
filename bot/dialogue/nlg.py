"""Rasa's side: what the bot says, by key and by the language of the conversation."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.texts import Texts

NOT_PLACEHOLDERS = ("text", "buttons", "elements", "custom", "image", "attachment", "domain_responses")


class LanguageNlg(NaturalLanguageGenerator):
    """Picks by (key, language) and never answers None: stock Rasa would then stay silent."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """Return text, buttons and the language really used.

        Placeholders take the values a custom action gave; slots fill the rest. An action may name the
        language, which it does when it has just changed it.

        Raises:
            bot.dialogue.texts.TextError: no such text, or a placeholder without a value; the turn fails.
        """
        slots = {name: value for name, value in tracker.current_slot_values().items() if value is not None}
        given = {name: value for name, value in kwargs.items() if name not in NOT_PLACEHOLDERS}
        wanted = kwargs.get("language") or tracker.get_slot("language")
        rendered = self.texts.render(utter_action, wanted, {**slots, **given}, turn=len(tracker.events))
        return {
            "text": rendered.text,
            "buttons": rendered.buttons,
            "language": rendered.language,
            "fallback": rendered.language != (wanted or rendered.language),
        }
