"""Which fields of each record people enter: read by forms and by the API alike."""

PATIENT = (
    "given_name",
    "family_name",
    "preferred_name",
    "pronouns",
    "sex",
    "date_of_birth",
    "phone",
    "email",
    "address",
    "emergency_contact",
    "allergies",
    "acute_medicine",
)
