"""The row of demanded photos in a question's card; made when the first one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.widgets.buttons import Button
from app.ui.widgets.demands import Demand, DemandRow
from app.ui.widgets.labels import Text
from app.ui.widgets.question_card import labelled

if TYPE_CHECKING:
    from app.ui.field.cards.card import OpenCard


class CardPhotos:
    """Which photos a question wants, and which are there.

    Args:
        card: The card of the question.
        photos: Paths of its demanded photos.
    """

    def __init__(self, card: OpenCard, photos: Sequence[str]) -> None:
        self._card, self._building, self._photos = card, card.building, list(photos)
        self._demands: DemandRow | None = None
        self._row: QWidget | None = None

    @property
    def missing(self) -> str:
        """Path of the first demanded photo that is not there, or empty."""
        return next(iter(self.all_missing), "")

    @property
    def all_missing(self) -> list[str]:
        """Paths of the demanded photos that are not there, in order."""
        field = self._building.field
        return [path for path in self._photos if field(path).condition == "required"]

    @property
    def next(self) -> str:
        """Path that the next photo is for: a demanded one, else one that is offered, or empty."""
        building = self._building
        offered = (
            path
            for path in self._photos
            if building.field(path).relevant and not building.photos_at({path})
        )
        return self.missing or next(offered, "")

    def show(self, *, own: bool, others: bool) -> None:
        """Show the demands as they are now.

        Args:
            own: The question itself is a photo.
            others: Count further photos of the question.
        """
        building, path = self._building, self._card.path
        wanted = [one for one in self._photos if building.field(one).relevant]
        if own:
            wanted = [path]
        demands = [
            Demand(
                one,
                building.field(one).label,
                len(building.photos_at({one})),
                int(one == path or building.field(one).required),
            )
            for one in wanted
        ]
        further = len(building.photos_at({path})) if path not in wanted else 0
        if further and others:
            demands.append(Demand(path, _("further photos"), further, 0))
        wants = bool(demands) or bool(building.found(path))
        if wants and self._demands is None:
            self._make()
        if self._demands is not None and self._row is not None:
            held = self._demands.holds_focus
            self._demands.set_demands(demands)
            if held and self.missing:
                self._demands.focus_first_missing()
            elif held:  # the chip is gone: Enter goes on from the question
                self._card.focus_current()
            needed = any(demand.needed for demand in demands)
            self._name.setText(_("Photo needed") if needed else _("Photos"))
            self._row.setVisible(wants)

    def _make(self) -> None:
        card = self._card
        self._demands = DemandRow()
        self._demands.wanted.connect(card.photo_wanted)
        take = Button(_("Take or import"), icon="image-plus", hint="Ctrl+I")
        take.clicked.connect(lambda: card.photo_wanted.emit(card.next_photo()))
        self._row = labelled("", self._demands, take)
        first = self._row.findChild(Text)
        assert first is not None
        self._name = first
        card.add_part("photos", self._row)
        policy = self._row.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self._row.setSizePolicy(policy)

    def focus_first_missing(self) -> None:
        """Put the focus on the first demanded photo that is not there."""
        if self._demands is not None:
            self._demands.focus_first_missing()
