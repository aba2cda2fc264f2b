"""People and organisations, kept once and shared by every register."""
