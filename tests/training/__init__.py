"""Trainings: rules, attendance, certificates, measures."""
