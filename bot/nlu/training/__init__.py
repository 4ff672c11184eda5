"""Training and evaluation of the language model. Runs in the service's environment only."""
