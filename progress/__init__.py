"""The progress app: what the numbers of an episode and of the clinic say."""
