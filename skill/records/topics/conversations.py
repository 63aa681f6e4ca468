"""Answers that were given, conversations that go on, and the basket."""

from __future__ import annotations

from datetime import datetime

from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Reply
from skill.domain.basket import Basket
from skill.records.codec import encode, time_text
from skill.records.home_sql import HomeSql


class Conversations(HomeSql):
    __slots__ = ()

    def answer_to(self, request_id: str) -> Reply | None:
        return self._document(self._sql.answer_to, Reply, request_id=request_id)

    def keep_answer(self, request_id: str, reply: Reply, at: datetime) -> None:
        """The first answer to a request stands (P4)."""
        self._run(self._sql.keep_answer, request_id=request_id, answered_at=time_text(at), document=encode(reply))

    def conversation(self, conversation_id: str) -> Conversation | None:
        return self._document(self._sql.conversation, Conversation, conversation_id=conversation_id)

    def keep_conversation(self, conversation: Conversation, at: datetime) -> None:
        self._run(
            self._sql.keep_conversation,
            conversation_id=conversation.id,
            held_at=time_text(at),
            document=encode(conversation),
        )

    def forget(self, answered_before: datetime, held_before: datetime) -> int:
        answers: int = self._run(self._sql.forget_answers, answered_before=time_text(answered_before))
        conversations: int = self._run(self._sql.forget_conversations, held_before=time_text(held_before))
        return answers + conversations

    def basket(self) -> Basket:
        return self._document(self._sql.basket, Basket) or Basket()

    def keep_basket(self, basket: Basket) -> None:
        self._run(self._sql.keep_basket, document=encode(basket))
