"""What the numbers of an episode say, as pure functions: section (e) of the domain guide."""
