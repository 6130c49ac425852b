"""`suspicious` is for supervisors and compliance alone; here is what everybody else reads in its place."""

SUSPICIOUS = "suspicious"
# What Bitspark's first list calls such a transfer itself. Source: Bitspark API, "Transfer statuses list".
COUNTER_CODE = "payment_created_successfully"


def is_suspicious(text: str) -> bool:
    """Whether this word gives it away."""
    return SUSPICIOUS in text.casefold()


def counter_code(code: str) -> str:
    """The status that everybody may read."""
    return COUNTER_CODE if is_suspicious(code) else code


def discreet(text: str, *, reads_suspicious: bool) -> str:
    """Words of a provider, "" where they would give it away to this reader."""
    return "" if is_suspicious(text) and not reads_suspicious else text
