"""Which language a conversation is answered in: it sticks, and changes on confidence or on request."""

from __future__ import annotations

from bot.store.tables import Conversation

SUPPORTED = ("id", "en", "zh", "fr")
_BY_CODE = {
    "id": "id",
    "in": "id",
    "ms": "id",
    "jv": "id",
    "su": "id",
    "en": "en",
    "zh": "zh",
    "yue": "zh",
    "fr": "fr",
}


def follow_language(conversation: Conversation, language: str, script: str) -> None:
    """Take over the language of a message, unless the person asked for another one.

    The detector already weighs the sender's history, so what it says here is meant. "other" changes
    nothing but sets the language of the sender's app where nothing is known yet, else English.
    """
    if conversation.language_fixed:
        if conversation.language == "zh" and script in ("Hans", "Hant"):
            conversation.script = script
        return
    if language in SUPPORTED:
        conversation.language = language
        if language == "zh":
            # "China" or "ok" tells nothing of the script: what the person wrote before stays.
            conversation.script = next(s for s in (script, conversation.script, "Hans") if s in ("Hans", "Hant"))
        else:
            conversation.script = "Latn"
    elif conversation.language is None:
        conversation.language, conversation.script = app_language(conversation.identity.language_code)


def app_language(code: str | None) -> tuple[str, str]:
    """Return (language, script) for the language tag of the sender's app; English when it is not ours."""
    tag = (code or "").lower().replace("_", "-")
    language = _BY_CODE.get(tag.split("-")[0], "en")
    if language != "zh":
        return language, "Latn"
    return language, "Hant" if any(part in tag for part in ("hant", "-tw", "-hk", "-mo", "yue")) else "Hans"
