"""What the tests of signing in share."""

from practice.audit import AuditEvent
from tests.people import PASSWORD

LOGIN = "/_allauth/app/v1/auth/login"
ANA = {"email": "ana@example.test", "password": PASSWORD}


def post(client, path, sent, **headers):
    return client.post(path, sent, content_type="application/json", headers=headers)


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def signed_in_events():
    return AuditEvent.objects.filter(verb="member.signed_in").count()
