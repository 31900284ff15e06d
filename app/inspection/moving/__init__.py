"""Moving records between versions of a checklist, there and back."""
