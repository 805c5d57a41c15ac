"""Runs Myoplan and its tests from a bare checkout, with an embedded PostgreSQL and an embedded Redis."""
