"""The forms of a safe house."""
