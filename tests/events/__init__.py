"""Events: registers, door, counting, numbers."""
