"""A made-up company with 24 months behind it: the demo, and the data that loads are tested with.

`story.write_demo` tells it; nothing in it is drawn but by the given seed.
"""
