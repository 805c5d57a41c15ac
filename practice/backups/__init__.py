"""The whole system, database and files, to one file and back: made while it runs, restored whole or not at all."""
