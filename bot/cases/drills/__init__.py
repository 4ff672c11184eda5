"""Drills: travellers played from a file, marked Exercise everywhere, on a channel that reaches nobody."""
