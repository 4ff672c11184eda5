"""The control API: acting as travellers, planning faults, reading what the bot did."""
