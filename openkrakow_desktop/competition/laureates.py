"""Holders of the title over the years, from the awards: by year and category, repeated ones seen."""
