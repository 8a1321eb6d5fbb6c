"""What files hold and what their columns and words mean: guessed, and asked where it is open."""
