"""Hand-over of a case to other desks and systems: EIDO-shaped JSON, CAP 1.2, plain JSON."""
