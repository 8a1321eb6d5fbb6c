"""Every figure explains itself: what it means, what it rests on, and the way out of it."""
