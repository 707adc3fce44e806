"""The shell around every room: layout, navigation, components, My day, search, live pages; no tables."""
