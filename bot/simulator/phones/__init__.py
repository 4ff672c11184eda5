"""Travellers' phones: who they are, what their screens show."""
