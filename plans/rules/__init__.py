"""What must hold for plans, exercises and the diary, and what their days add up to."""
