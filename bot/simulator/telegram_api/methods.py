"""All methods by name, small letters, as the server looks them up."""

from __future__ import annotations

from typing import Any

from bot.simulator.telegram_api import editing, media_sending, profile, receiving, sending
from bot.simulator.telegram_api.call import Call, Method


async def get_me(call: Call) -> dict[str, Any]:
    """The bot itself."""
    return call.backend.bot_json(full=True)


async def get_chat(call: Call) -> dict[str, Any]:
    """A chat the bot knows."""
    return call.chat(write=False).to_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getchat": get_chat,
    "getupdates": receiving.get_updates,
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendlocation": sending.send_location,
    "sendvenue": sending.send_venue,
    "sendcontact": sending.send_contact,
    "sendchataction": sending.send_chat_action,
    **media_sending.SENDERS,
    "getfile": media_sending.get_file,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "answercallbackquery": editing.answer_callback_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
}

NOT_FROM_WEBHOOK = ("setwebhook", "deletewebhook", "close", "logout")


def is_send(method: str) -> bool:
    """Whether a method puts something on a phone (and is hit by faults without a method name)."""
    return method.startswith("send") and method != "sendchataction"
