"""The sessions app: needling sessions, their targets, check-ins and adverse events."""
