"""Every write about a case and about consent, one function each."""
