"""Phrase cards: questions and instructions with coded answers, the same in every language."""
