"""Ours beside stock Rasa: the same training sentences, the same held-out sentences, one run."""
