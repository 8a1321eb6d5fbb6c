"""What comes in and out: files to checked rows to operations, and back."""
