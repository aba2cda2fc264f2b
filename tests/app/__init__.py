"""Tests of start-up, settings and the command line."""
