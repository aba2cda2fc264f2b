"""The small registers that exist to feed Table 1, each a few lines of model and a declaration."""
