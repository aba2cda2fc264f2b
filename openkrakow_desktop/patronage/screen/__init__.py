"""Pages of the patronages beside their lists."""
