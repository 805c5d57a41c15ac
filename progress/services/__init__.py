"""Changes that the progress app makes: loading worked cases and the demo clinics."""

from progress.services.cases import load_case

__all__ = ["load_case"]
