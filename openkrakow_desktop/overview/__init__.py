"""The whole year at a glance: today, indicators, composite measures, snapshots and the year report."""
