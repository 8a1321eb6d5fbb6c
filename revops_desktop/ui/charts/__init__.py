"""Charts of our own, painted by hand: on screen, as a picture, read aloud and walked by keys."""
