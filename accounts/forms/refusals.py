"""A service's refusal, said beside the fields it is about."""

from django.forms import Form, ModelForm

from accounts.services.errors import ServiceError


def place(form: Form | ModelForm, refusal: ServiceError) -> None:  # type: ignore[type-arg]  # any model's
    """Put the refusal's problems beside their fields; what belongs to no field of this form goes above it."""
    placed = False
    for field, problems in refusal.fields.items():
        for problem in problems:
            form.add_error(field if field in form.fields else None, str(problem.message))
            placed = True
    if not placed:
        form.add_error(None, str(refusal.message))
