"""Set-up of a fresh machine. Uses nothing but the standard library, and runs on Python 3.8 and later."""
