"""Lead scores on the screen: how rules read, what a score is made of, keeping it up to date."""
