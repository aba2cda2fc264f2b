"""The invented years that show the program at work: deterministic by seed, entered through the registers alone."""
