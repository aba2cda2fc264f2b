"""The registers, measures and reports of Kraków's programme Open Kraków, as a desktop application."""
