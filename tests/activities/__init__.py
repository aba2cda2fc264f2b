"""The small registers: their rules and the numbers they feed."""
