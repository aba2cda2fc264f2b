"""The worked scenarios of the specification, entered as users enter them."""
