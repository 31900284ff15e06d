"""How the labels of a package are spelled: each fact in one way, so that two readers agree on it.

``tools/verify_package.py`` has the same forms; `tests.prove.verifiers` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import AppError
from app.i18n import N_

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DIGEST = "[0-9a-f]{64}"
_NUMBER = "[1-9][0-9]{0,8}"
_ANY = r"(?:\S(?:.*\S)?)?"
_OURS = "chengjian-"
# Ed25519 keys and signatures in base64: the last letter has bits that must be zero.
SIGN_KEY = re.compile("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
SIGNATURE = re.compile("[A-Za-z0-9+/]{85}[AQgw]==")
UUID_TEXT = re.compile(_UUID)
DIGEST = re.compile(_DIGEST)
NUMBER = re.compile(_NUMBER)


def _several(form: str) -> re.Pattern[str]:
    return re.compile(f"(?:{form}(?: {form})*)?")


_FORMS = {
    "Campaign": UUID_TEXT,
    "Sender": UUID_TEXT,
    "Recipient": _several(_UUID),
    "Replaces": _several(_UUID),
    "Number": NUMBER,
    "Void": _several(_NUMBER),
    "Volume": re.compile(f"{_NUMBER} of {_NUMBER}"),
    "Volumes": _several(_DIGEST),
    "Previous": _several(_DIGEST),
    "Sign-Key": SIGN_KEY,
    "Seal-Key": re.compile("age1[02-9ac-hj-np-z]{58}"),
    "Kind": re.compile(_ANY),
    "Rehearsal": re.compile(_ANY),
    "Created": re.compile(_ANY),
    "Device-Name": re.compile(_ANY),
}


def check_labels(info: Mapping[str, str]) -> None:
    """Refuse labels of ours that are unknown or are not spelled as the program spells them.

    Args:
        info: Labels and values of ``bag-info.txt``. Those of others are left alone, so that a
            later version may add some under another beginning.

    Raises:
        AppError: Names the first that is wrong.
    """
    for label, value in info.items():
        if not label.lower().startswith(_OURS):
            continue
        form = _FORMS.get(label[len(_OURS) :]) if label.startswith("Chengjian-") else None
        if form is None or not form.fullmatch(value):
            raise AppError(
                N_("bag-info.txt: {label} is not written as this program writes it."), label=label
            )
