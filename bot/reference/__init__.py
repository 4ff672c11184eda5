"""Facts the service may state: emergency numbers, missions, places, borders.

Every value comes from a dated row in ``data/``. Tables are read on first use, so
importing this package costs nothing. It imports nothing of the rest of the service.
"""
