"""What Panah promises, shown."""
