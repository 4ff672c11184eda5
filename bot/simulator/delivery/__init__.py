"""Bringing updates to the service: order, repeats, retries, signatures."""
