"""The document of a credential as an answer, for page and API alike."""

from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, HttpResponse

from practice import documents, services
from practice.access import Actor
from practice.errors import RuleViolation
from practice.models import Credential


def document_of(*, actor: Actor, credential: Credential) -> HttpResponse:
    """The file, kept by no cache and named by the credential's kind; a browser never guesses what it is."""
    opened = services.open_document(actor=actor, credential=credential)
    try:
        content = (settings.MEDIA_ROOT / str(opened.document.name)).open("rb")
    except FileNotFoundError:
        raise RuleViolation.of("file_missing", "The file is no longer there. Upload it again.") from None
    name = f"{opened.kind}-{opened.jurisdiction}.{documents.ENDINGS[opened.document_type]}"
    answer: Any = FileResponse(content, content_type=opened.document_type, filename=name)
    answer["Cache-Control"], answer["X-Content-Type-Options"] = "no-store, private", "nosniff"
    return cast(HttpResponse, answer)
