"""People who log in: passwords, log-ins, roles, and the records of what they did."""
