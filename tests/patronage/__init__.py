"""Tests of patronages."""
