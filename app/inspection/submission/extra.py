"""``chengjian.json`` beside a submission: what ODK has no place for.

How an answer is known and from whom, reasons where the form has no companion question, keys of
repeat instances, answers of questions that are not asked at present, and photos that hang on no
image question. Other programs ignore the file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from app.errors import AppError
from app.i18n import N_

NAME = "chengjian.json"
FORMAT = 1
_MOST_BYTES = 64 << 20
_PHOTO = ("file", "question", "caption", "original_name")


@dataclass
class Extra:
    """Content of the file.

    Attributes:
        place: ``id``, ``code`` and ``name`` of the place.
        form_hash: The form version, exactly.
        round: Round of the campaign.
        finished: A person said 查完.
        answers: By path with keys: ``basis``, ``from``, ``reason``; ``answer`` where the XML does
            not hold it.
        repeats: Key of each repeat instance by its path with positions.
        order: Ordinal of each repeat instance by its path with keys.
        photos: Further photos: ``file``, ``question``, ``caption``, ``original_name``.
        withheld: Sensitive questions whose answers were left out.
    """

    place: dict[str, str] = field(default_factory=dict)
    form_hash: str = ""
    round: str = ""
    finished: bool = False
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    repeats: dict[str, str] = field(default_factory=dict)
    order: dict[str, str] = field(default_factory=dict)
    photos: list[dict[str, str]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)

    def to_json(self) -> bytes:
        """Write the file, the same bytes for the same content."""
        content = {"format": FORMAT, **asdict(self)}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def read_extra(data: bytes) -> Extra:
    """Read the file.

    Raises:
        AppError: It is damaged, or made by a later program.
    """
    damaged = AppError(N_("{name} beside the submission is damaged."), name=NAME)
    if len(data) > _MOST_BYTES:
        raise damaged
    try:
        content: Any = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise damaged from error
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        raise damaged
    if content["format"] > FORMAT:
        raise AppError(
            N_("{name} was written by a later version of this program: install that one."),
            name=NAME,
        )
    found = Extra(
        _texts(content.get("place")),
        str(content.get("form_hash") or ""),
        str(content.get("round") or ""),
        content.get("finished") is True,
        {
            str(path): _texts(parts)
            for path, parts in _mapping(content.get("answers")).items()
            if isinstance(parts, dict)
        },
        _texts(content.get("repeats")),
        _texts(content.get("order")),
        [
            {name: text for name, text in _texts(photo).items() if name in _PHOTO}
            for photo in _list(content.get("photos"))
        ],
        [str(path) for path in _list(content.get("withheld"))],
    )
    if any("file" not in photo for photo in found.photos):
        raise damaged
    return found


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> dict[str, str]:
    return {str(k): v for k, v in _mapping(value).items() if isinstance(v, str)}
