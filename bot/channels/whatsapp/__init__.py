"""The WhatsApp Cloud API: webhooks in, messages out."""
