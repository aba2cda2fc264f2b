"""The hand-made pages of the competition."""
