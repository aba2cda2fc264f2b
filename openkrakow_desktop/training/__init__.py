"""Trainings: sessions, participations by unit and group, and the minutes each person was present."""
