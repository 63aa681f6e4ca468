"""A text as its tokens, with the number that each says by itself: what all readers of spoken values look at."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.spoken.tokens import HYPHEN, Token


@dataclass(slots=True)
class Utterance:
    """A text, its tokens, and the number that each token says by itself."""

    text: str
    tokens: list[Token]
    values: list[int | None]

    def close(self, index: int) -> bool:
        """Whether token `index` and the next belong to one phrase."""
        return index + 1 < len(self.tokens) and self.tokens[index].gap <= HYPHEN

    def norm(self, index: int) -> str:
        """The norm of a token; "" beyond either end."""
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def follows(self, index: int) -> str:
        """The norm of token `index` when it belongs to the phrase before it, else ""."""
        return self.tokens[index].norm if 0 < index < len(self.tokens) and self.close(index - 1) else ""

    def precedes(self, index: int) -> str:
        """The norm of the token before `index` when no comma or full stop parts them, else ""."""
        return self.tokens[index - 1].norm if index > 0 and self.close(index - 1) else ""
