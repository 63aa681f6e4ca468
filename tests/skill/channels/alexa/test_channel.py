"""Stories through Alexa's wire: what goes out and comes back is what the core heard and answered."""

import pytest

from skill.channels.alexa.channel import AlexaChannel
from skill.channels.http_channel import HttpChannel
from skill.dialogue.act import Act
from skill.domain.person import Recognised
from skill.usecases.converse import Heard

BEANS = "doe maar nieuwe bonen"


@pytest.mark.parametrize("made", [AlexaChannel, HttpChannel])
def test_a_conversation_comes_back_word_for_word(app, made) -> None:
    channel = made(app)
    asked = channel.exchange(Heard("r1", "thijs", "thijs", "nl-NL", text=BEANS))
    placed = channel.exchange(Heard("r2", "thijs", "thijs", "nl-NL", text="ja graag"))
    assert (asked.answer.reply.decided, placed.answer.reply.decided) == ("asked_confirmation", "placed")
    assert (asked.awaits, placed.awaits) == (True, False)
    assert asked.answer.interpretation.intent == "order_product"
    assert asked.said == app.say(asked.answer, "thijs", "nl-NL").plain
    assert placed.said == app.say(placed.answer, "thijs", "nl-NL").plain


@pytest.mark.parametrize("made", [AlexaChannel, HttpChannel])
@pytest.mark.parametrize("speaker", ["unknown", "child"])
def test_who_speaks_arrives(app, made, speaker: str) -> None:
    channel = made(app)
    recognised = Recognised.NOT if speaker == "unknown" else Recognised.VOICE
    channel.exchange(Heard("r1", "thijs", speaker, "en-GB", text="order new beans", recognised=recognised))
    said = channel.exchange(Heard("r2", "thijs", speaker, "en-GB", text="yes please", recognised=recognised))
    assert said.status == 200
    assert said.answer.reply.decided != "placed"


@pytest.mark.parametrize("intent", ["greet", "confirm", "deny", "stop", "cancel", "help", "repeat", "not_understood"])
def test_a_native_act_arrives_as_itself(app, intent: str) -> None:
    answer = AlexaChannel(app).exchange(Heard("r1", "thijs", "thijs", "nl-NL", act=Act(intent))).answer
    assert answer.interpretation is None


def test_an_act_without_a_wire_form_is_a_fault_of_the_caller(app) -> None:
    with pytest.raises(ValueError, match="pause_buying"):
        AlexaChannel(app).exchange(Heard("r1", "thijs", "thijs", "nl-NL", act=Act("pause_buying")))
    with pytest.raises(ValueError, match="acts"):
        HttpChannel(app).exchange(Heard("r1", "thijs", "thijs", "nl-NL", act=Act("confirm")))


def test_an_unspoken_locale_is_a_status_not_an_exception(app) -> None:
    assert AlexaChannel(app).exchange(Heard("r1", "thijs", "thijs", "fr-FR", text=BEANS)).status == 400
    assert HttpChannel(app).exchange(Heard("r1", "thijs", "thijs", "fr-FR", text=BEANS)).status == 422
