"""What can a person ask? One question a file."""
