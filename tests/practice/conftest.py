"""What several tests of the practice need."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def second_step(cast):
    TOTP.activate(cast.user("ana"), SECRET)
    return lambda: format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
