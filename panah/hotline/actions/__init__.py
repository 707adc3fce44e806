"""Every write of the desk, one function each."""
