"""The pages of a safe house."""
