"""Numbers shown by their end."""


def last_four(value: object) -> str:
    """A value's last four characters after an ellipsis, and nothing of a short one; "" for nothing."""
    text = str(value or "")
    return f"…{text[-4:]}" if len(text) > 4 else "…" if text else ""
