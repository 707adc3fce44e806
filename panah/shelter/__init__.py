"""Safe houses: shelters and assistance centres, their places, stays and daily life."""
