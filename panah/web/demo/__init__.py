"""The demonstration: a fictional, deterministic country, built by the database's owner. Nobody in it exists."""
