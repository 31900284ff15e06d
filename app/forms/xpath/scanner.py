"""Reading an expression word by word, each only when it is known what may stand there."""

from __future__ import annotations

from app.forms.xpath.errors import XPathError
from app.forms.xpath.grammar import AXES, BLANK, OPERAND, SPACE, Token
from app.i18n import N_


class Scanner:
    """Where the parser stands in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.seen = (-1, Token("", "", 0))
        self.skip()

    def skip(self) -> None:
        """Go on past white space."""
        if self.text[self.at : self.at + 1] in BLANK:
            match = SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at

    def wrong(self) -> XPathError:
        """Return the error of this place."""
        if self.at >= len(self.text):
            return XPathError(N_("The expression {text} ends too early"), text=self.text[:200])
        return XPathError(
            N_("The expression {text} has an error at character {place}, before {rest}"),
            text=self.text[:200],
            place=self.at + 1,
            rest=self.text[self.at : self.at + 20],
        )

    def accept(self, mark: str) -> bool:
        """Go on past a mark if it stands here."""
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            self.skip()
            return True
        return False

    def expect(self, mark: str) -> None:
        """Go on past a mark that must stand here."""
        if not self.accept(mark):
            raise self.wrong()

    def peek(self) -> Token:
        """Return the word that stands here without going on."""
        if self.seen[0] != self.at:
            self.seen = (self.at, self._look())
        return self.seen[1]

    def _look(self) -> Token:
        match = OPERAND.match(self.text, self.at)
        if match is None or match.lastgroup is None:
            return Token("", "", self.at)
        text = match[0]
        return Token(match.lastgroup, text, match.start() + len(text))

    def take(self, token: Token) -> None:
        """Go on past a word."""
        self.at = token.end
        self.skip()

    def opens(self, token: Token) -> bool:
        """Whether a bracket opens behind a word."""
        match = SPACE.match(self.text, token.end)
        return self.text.startswith("(", match.end() if match else token.end)

    def is_axis(self, token: Token) -> bool:
        """Whether a word is the axis of a step."""
        match = SPACE.match(self.text, token.end)
        end = match.end() if match else token.end
        return token.text in AXES and self.text.startswith("::", end)
