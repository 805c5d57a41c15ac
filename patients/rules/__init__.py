"""The clinical rules about a person: who may be needled, under what consent, and which values are possible."""
