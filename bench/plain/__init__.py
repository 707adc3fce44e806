"""The yardstick: the same rows by a plain view of the same Django, without sealing, row rules, duties or audit."""
