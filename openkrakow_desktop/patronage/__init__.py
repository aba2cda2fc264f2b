"""Honorary patronages: applications, decisions and the events they name."""
