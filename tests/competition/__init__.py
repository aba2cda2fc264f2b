"""Tests of the competition."""
