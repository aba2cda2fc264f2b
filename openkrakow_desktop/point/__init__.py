"""The Information Point: each contact with a resident, by channel, subject and language."""
