"""Forms of a case, one module for each of its parts."""
