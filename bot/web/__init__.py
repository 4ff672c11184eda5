"""The web role: webhooks, the desk, health and metrics."""
