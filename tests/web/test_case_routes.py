"""Can an agent take over a conversation, answer in it, and give it back, and nobody else?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handing_over import Conversation, act, agent, called, serving_agents
from web_desk import Events, Server, bearer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_agents(tmp_path_factory.mktemp("agents")) as running:
        yield running


@pytest.fixture
def handed_over(server: Server) -> tuple[Conversation, int]:
    return called(server)


def test_a_conversation_goes_to_a_person_and_comes_back(server: Server, handed_over: tuple[Conversation, int]) -> None:
    conversation, id = handed_over
    assert conversation.say("and where is it?"), "while nobody has the case the desk goes on"
    taken = act(server, id, "take").json["case"]
    assert (taken["state"], taken["agent"]) == ("taken", "Maija")
    assert conversation.say("hello?") == []
    said = act(server, id, "messages", {"text": "Hello, I am looking.", "id": "one"})
    assert said.status == 201
    assert act(server, id, "messages", {"text": "Hello, I am looking.", "id": "one"}).json == said.json
    here, asked, agents = conversation.history()[-3:]
    assert (here["author"], here["answer"]["person"]) == ("desk", "Maija")
    assert "Maija" in here["text"]
    assert (asked["author"], asked["text"]) == ("asker", "hello?")
    assert (agents["author"], agents["name"], agents["text"]) == ("agent", "Maija", "Hello, I am looking.")
    assert "client_id" not in agents
    assert act(server, id, "give-back", {"reason": "answered"}).json["case"]["end_reason"] == "answered"
    back = conversation.history()[-1]
    assert (back["author"], back["answer"]["person"], back["answer"]["handover"]) == ("desk", None, False)
    assert conversation.say("thanks, and where is it?")[0]["outcome"] == "needs_order"
    conversation.say("person")
    newer = server.get("/desk/cases", token=agent(server)).json["cases"][-1]
    assert newer["id"] > id, "whoever asks for a person again gets one again"


def test_an_agent_sees_who_asked_what_and_why_it_was_given_up(
    server: Server, handed_over: tuple[Conversation, int]
) -> None:
    _, id = handed_over
    shown = server.get(f"/desk/cases/{id}", token=agent(server)).json
    assert shown["case"]["summary"]["asked"] == "a person, please"
    assert shown["case"]["reason"] == "asked for a person"
    assert [message["author"] for message in shown["messages"]] == ["asker", "desk"]
    assert shown["messages"][1]["answer"]["handover"]


def test_two_agents_cannot_both_answer(server: Server, handed_over: tuple[Conversation, int]) -> None:
    _, id = handed_over
    act(server, id, "take")
    for what, body in (("take", {}), ("messages", {"text": "Hi"}), ("give-back", {}), ("close", {})):
        refused = act(server, id, what, body, name="Ville")
        assert (refused.status, refused.json["detail"]) == (409, "Maija has the case.")
    assert act(server, id, "close", {"reason": "done"}).json["case"]["state"] == "closed"
    assert act(server, id, "messages", {"text": "Hi"}).status == 409


def test_a_case_that_nobody_took_can_be_closed_and_the_asker_is_told(
    server: Server, handed_over: tuple[Conversation, int]
) -> None:
    conversation, id = handed_over
    assert act(server, id, "close", {"reason": "answered by phone"}).json["case"]["state"] == "closed"
    told = conversation.history()[-1]
    assert "regards it as settled" in told["text"]
    assert told["answer"]["person"] is None
    assert conversation.say("and where is it?")


def test_a_button_that_is_pressed_while_a_person_is_there_reads_as_its_title(
    server: Server, handed_over: tuple[Conversation, int]
) -> None:
    conversation, id = handed_over
    [answer] = conversation.say("where is my order")
    act(server, id, "take")
    assert conversation.say(answer["buttons"][0]["payload"]) == []
    assert conversation.history()[-1]["text"] == answer["buttons"][0]["title"]


def test_a_case_of_another_queue_is_not_there(server: Server, handed_over: tuple[Conversation, int]) -> None:
    _, id = handed_over
    fjords = {"shop": "fjord"}
    assert server.get("/desk/cases", token=agent(server, **fjords)).json == {"cases": []}
    assert server.get(f"/desk/cases/{id}", token=agent(server, **fjords)).status == 404
    for what, body in (("take", {}), ("messages", {"text": "Hi"}), ("give-back", {}), ("close", {})):
        assert act(server, id, what, body, **fjords).status == 404
    for nothing in ("0", "999999", "99999999999", "-1", "x", "%F0%9F%98%80"):
        assert server.get(f"/desk/cases/{nothing}", token=agent(server)).status == 404


def test_only_agents_see_cases(server: Server) -> None:
    assert server.get("/desk/cases").status == 401
    assert server.get("/desk/cases", token=server.session()).status == 401
    for role in ("photographer", "consumer"):
        assert server.get("/desk/cases", token=agent(server, role=role)).status == 403


def test_a_page_of_cases_goes_on_after_the_last(server: Server, handed_over: tuple[Conversation, int]) -> None:
    _, id = handed_over
    assert server.get(f"/desk/cases?after={id}", token=agent(server)).json == {"cases": []}
    assert server.get(f"/desk/cases?after={id - 1}&state=open", token=agent(server)).json["cases"][0]["id"] == id
    assert server.get("/desk/cases?state=closed,nonsense", token=agent(server)).status == 422


@pytest.mark.parametrize("body", [{"text": " "}, {"text": 1}, {}, [], {"text": "x", "id": "no spaces"}])
def test_a_message_that_is_none_is_told_so(server: Server, handed_over: tuple[Conversation, int], body: object) -> None:
    _, id = handed_over
    act(server, id, "take")
    assert act(server, id, "messages", body).status == 422
    assert act(server, id, "messages", {"text": "x" * 4001}).status == 413


def test_the_asker_hears_of_it_at_once(server: Server, handed_over: tuple[Conversation, int]) -> None:
    conversation, id = handed_over
    seen = conversation.history()[-1]["id"]
    events = Events(server, f"/chat/events?after={seen}", **bearer(conversation.token))
    act(server, id, "take")
    act(server, id, "messages", {"text": "Hello."})
    _, _, here = events.next()
    _, _, hello = events.next()
    events.close()
    assert here["answer"]["person"] == "Maija"
    assert (hello["author"], hello["text"]) == ("agent", "Hello.")


def test_a_page_learns_what_has_changed_and_how_much_waits(
    server: Server, handed_over: tuple[Conversation, int]
) -> None:
    conversation, id = handed_over
    case = server.get(f"/desk/cases/{id}", token=agent(server)).json["case"]
    there = f"/desk/conversations/{case['conversation_id']}"
    inbox = server.get("/desk/conversations", token=agent(server)).json
    assert inbox["counts"]["open"] == len(inbox["conversations"]) > 0
    opened = server.get(there, token=agent(server)).json
    assert opened["by_mail"] is False
    look = {"message": opened["messages"][-1]["id"], "writes": False}
    told = server.post(f"{there}/look", look, token=agent(server)).json
    assert told == {"viewers": [], "newest": opened["newest"]}
    conversation.say("where is it?")
    assert server.post(f"{there}/look", look, token=agent(server)).json["newest"] > opened["newest"]
