"""Values people say: numbers, money, moments, ranks and digits, in an utterance and back into words."""

from nlu.spoken.spoken_values import SpokenValues

__all__ = ["SpokenValues"]
