"""Hand-offs: the inbox of a member or function, what was sent, what came back, its figures."""
