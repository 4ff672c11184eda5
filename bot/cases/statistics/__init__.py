"""Figures over many cases: what came in, how fast a human answered, how it ended; and the public report."""
