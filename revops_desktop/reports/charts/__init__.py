"""Charts as vectors, readable in black and white: each module draws one kind into a frame."""
