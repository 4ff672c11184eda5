"""Custom actions, one module a subject. They run in the service, read through the turn's context and
propose effects; they never write (see ``bot.dialogue.context``)."""
