"""Every change of the room: joining, one's own account, and the people of a unit."""
