"""The page of the formal check: the nominations left, the items of one right, answered by keys."""
