"""The National Action Plan: who does what, by when, and what came of it."""
