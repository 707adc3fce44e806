"""Components of the shell: small pieces of a page that state their options and refuse wrong ones."""
