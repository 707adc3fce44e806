"""The database backend of the processes that serve pages."""
