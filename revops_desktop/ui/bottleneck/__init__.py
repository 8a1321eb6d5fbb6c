"""The bottleneck page: the one narrow place, local optima, and where good customers come from."""
