"""Events of the Centre and the programme: series, sessions, attendance and tallies."""
