"""Stand-in of the WhatsApp Cloud API (Graph API, v26.0) for one business number."""
