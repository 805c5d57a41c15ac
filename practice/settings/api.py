"""The REST API and its description."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "practice.doors.sign_in.MemberTokenAuthentication",
        "practice.doors.sign_in.MemberSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["practice.doors.sign_in.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["practice.doors.json.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["practice.doors.json.OrjsonParser"],
    "DEFAULT_FILTER_BACKENDS": ["practice.doors.listing.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "practice.doors.listing.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "practice.doors.schema.ContractSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "practice.doors.problems.as_problem",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Myoplan",
    "DESCRIPTION": "Records of dry-needling care: assessments, needling sessions, plans, progress and reports.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/"}],
    # lists of choices stand where they are used: no invented names that change later
    "POSTPROCESSING_HOOKS": ["practice.doors.schema.with_problem", "practice.doors.schema.nullable_as_3_1"],
    "COMPONENT_SPLIT_REQUEST": True,  # what is sent has none of the fields that only answers have
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [
        "practice.doors.sign_in.MemberTokenAuthentication",
        "practice.doors.sign_in.MemberSessionAuthentication",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
