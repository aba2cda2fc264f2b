"""The programme as the City passed it: objectives, tasks, measures, indicators, risks and their status."""
