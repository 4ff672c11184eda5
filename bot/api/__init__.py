"""For other systems: the REST interface below ``/api/v1``, signed calls in, signed webhooks out."""
