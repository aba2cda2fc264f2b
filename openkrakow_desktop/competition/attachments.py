"""Files that came with a nomination, kept beside the database under names of our own, opened only when unaltered.

Nothing of a sender's file name ever becomes a path (robustness.md §2); a record without its file cannot come about."""
