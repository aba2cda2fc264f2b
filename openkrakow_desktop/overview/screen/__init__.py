"""The screens of the year: Today, indicators, tasks and measures, risks, gaps, the annual report."""
