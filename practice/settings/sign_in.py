"""How people and programs sign in, and how long that lasts."""

from practice.settings.environment import DEBUG, env

AUTHENTICATION_BACKENDS = ["practice.doors.signed_in.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Myoplan: "
ACCOUNT_ADAPTER = "practice.doors.accounts.ClinicAccounts"
ACCOUNT_USER_DISPLAY = "practice.doors.accounts.display_name"
ACCOUNT_FORMS = {
    "login": "practice.doors.account_forms.LoginForm",
    "add_email": "practice.doors.account_forms.AddEmailForm",
    "change_password": "practice.doors.account_forms.ChangePasswordForm",
    "reset_password": "practice.doors.account_forms.ResetPasswordForm",
    "reset_password_from_key": "practice.doors.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "practice.doors.account_forms.ReauthenticateForm",
    "request_login_code": "practice.doors.account_forms.AskForCodeForm",
    "confirm_login_code": "practice.doors.account_forms.EmailCodeForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("LOGIN_FAILED_LIMIT", "10/m/ip,5/5m/key"),
    "login": env.str("LOGIN_LIMIT", "60/m/ip"),
    "appointment_request": env.str("REQUEST_LIMIT", "5/h/ip,60/h/key"),  # the key is the clinic
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # for patients: practice.doors.accounts sends no code to anybody else
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds: an e-mail may take its time
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_ADAPTER = "practice.doors.second_step.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "practice.doors.account_forms.CodeForm",
    "reauthenticate": "practice.doors.account_forms.CodeAgainForm",
    "activate_totp": "practice.doors.account_forms.AuthenticatorForm",
    "add_webauthn": "practice.doors.account_forms.AddKeyForm",
    "edit_webauthn": "practice.doors.account_forms.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "practice.doors.tokens.MemberTokens"  # noqa: S105  (a class)
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = env.int("ACCESS_TOKEN_SECONDS", 3600)
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = env.int("REFRESH_TOKEN_SECONDS", 14 * 86400)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "practice.doors.signed_in"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", 12 * 3600)
PATIENT_SESSION_SECONDS = env.int("PATIENT_SESSION_SECONDS", 14 * 86400)  # a patient's own phone: ten seconds a day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS_ONLY", not DEBUG)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 86400 if SESSION_COOKIE_SECURE else 0)  # sent over HTTPS only
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SECURE_SSL_REDIRECT = env.bool("HTTPS_REDIRECT", False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by a supervisor on the machine itself
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # sign-in limits count the browser's address, not the proxy's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
