"""Lindung, a citizen assistance service on Telegram and WhatsApp in four languages.

The service has three roles, which one process runs together by default:

=========  ==================================================================
web        webhooks, operators' desk, API, health and metrics
engine     screen, understanding, dialogue turn, one short commit per turn
courier    outbox to the platforms, polling, timers
=========  ==================================================================

The Rasa process runs beside them in an environment of its own (see ``bot/dialogue``).
"""

__version__ = "0.1.0"
