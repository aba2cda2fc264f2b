"""The Information Point."""
