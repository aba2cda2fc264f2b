"""The page of the laureates over the years: search in any alphabet, a chart of counts, export."""
