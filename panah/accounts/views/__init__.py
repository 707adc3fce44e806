"""The pages of the room: the doors (signing in and joining), one's own account, and the people of a unit."""
