"""Tests of the year in numbers."""
