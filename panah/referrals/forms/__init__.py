"""Forms of the mechanism: answering, sending, letters to outsiders, signals, memoranda, the commission."""
