"""Adapters: what one platform puts on the wire ↔ our messages, and nothing else."""
