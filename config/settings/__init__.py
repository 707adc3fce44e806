"""Settings: `base` holds what is always so; `dev`, `prod` and `test` say what differs."""
