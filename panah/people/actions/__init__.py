"""Every write about a person, one function each."""
