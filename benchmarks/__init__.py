"""Ratios of our work against yardsticks measured in the same run: `python3 run.py bench`."""
