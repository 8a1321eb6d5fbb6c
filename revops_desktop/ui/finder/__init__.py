"""Find anything: the box that Ctrl+K opens."""
