"""Reads of needling sessions, check-ins and adverse events."""
