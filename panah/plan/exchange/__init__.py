"""A plan as a table that people carry to a spreadsheet and back: columns, reading, writing, comparing."""
