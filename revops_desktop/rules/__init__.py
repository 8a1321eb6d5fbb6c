"""What is true of revenue? Plain values in, plain values out."""
