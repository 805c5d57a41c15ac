"""What starts and stops Myoplan on a machine."""
