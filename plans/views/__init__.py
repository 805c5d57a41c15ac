"""Pages of plans, exercises and the diary."""
