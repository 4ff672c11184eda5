"""Cases: how they come to be, who owns them, how they ring, how they end."""
