"""The formal check of nominations: what the data already tells, the answers of one or two clerks, the one call.

What can be read from the dates is only proposed: an item is answered when a person has confirmed it (domain.md §1.3)."""
