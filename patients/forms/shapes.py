"""What the forms of this app share."""

from django import forms


class RecordForm(forms.ModelForm):
    """Fields, lengths and choices from the model; it never builds or saves a row, and rules refuse in the service."""

    def _post_clean(self) -> None:
        """Not Django's: constraints speak through the rules, in their words."""
