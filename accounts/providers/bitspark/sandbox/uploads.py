"""Files that came with a form: multipart bodies, and which files the service takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug import Request

from accounts.providers.bitspark.sandbox import forms

MULTIPART = "multipart/form-data"
PROOF_TYPES = ("jpg", "jpeg", "gif", "png", "bmp", "pdf")


@dataclass(frozen=True)
class Upload:
    """One file, as it was named and as it came."""

    name: str
    content: bytes

    def for_books(self) -> dict[str, Any]:
        digest = hashlib.sha256(self.content).hexdigest()
        return {"name": self.name, "size": len(self.content), "sha256": digest}


def read(request: Request) -> tuple[forms.Form, Mapping[str, Upload]]:
    """A multipart body's fields, nested as a form's are, and its files under their whole names.

    Raises:
        BadForm: names that contradict each other.
    """
    form: forms.Form = {}
    for name, value in request.form.items(multi=True):
        forms.put(form, name, value)
    files = {name: Upload(file.filename or "", file.read()) for name, file in request.files.items(multi=True)}
    request.close()  # the files werkzeug keeps them in
    return form, files


def complaints(about: str, upload: Upload) -> list[str]:
    """Judged by the name's ending alone, in the words of the uploader that Rails sites used."""
    ending = upload.name.rpartition(".")[2].lower() if "." in upload.name else ""
    if ending not in PROOF_TYPES:
        listed = ", ".join(PROOF_TYPES)
        return [f'{about} You are not allowed to upload "{ending}" files, allowed types: {listed}']
    return [] if upload.content else [f"{about} can't be blank"]
