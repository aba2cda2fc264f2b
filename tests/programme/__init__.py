"""Tests of the catalogue and of what people state about a year."""
