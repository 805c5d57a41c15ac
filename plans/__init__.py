"""The plan of care, exercises and posture habits, and the headache diary."""
