"""The Point's own pages: the quick entry with the day beside it, and the tables of a year."""
