"""Composition: start-up, command line, main window and the one list of features."""
