"""How the parts of the service are: what works, what does not, since when."""
