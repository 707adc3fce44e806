"""How a running Panah is put together: environment, settings, routes and the database it speaks to."""
