"""Pages of people and institutions that are no list."""
