"""What is done in a safe house."""
