"""People, episodes, screening, consent, assessment and measurements."""
