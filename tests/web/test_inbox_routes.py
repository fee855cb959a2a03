"""Does an agent's page see the conversations of the agent's queues, and who else looks, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from handing_over import Conversation, act, agent, called, serving_agents
from web_desk import Server

from photodesk.accounts.account import new_account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_agents(tmp_path_factory.mktemp("agents")) as running:
        yield running


@pytest.fixture
def handed_over(server: Server) -> tuple[Conversation, int]:
    return called(server)


def views(server: Server, **who: str) -> dict[str, list[str]]:
    return {
        view: [
            one["id"]
            for one in server.get(f"/desk/conversations?view={view}", token=agent(server, **who)).json["conversations"]
        ]
        for view in ("open", "mine", "taken", "live", "ended")
    }


def of(server: Server, id: int) -> str:
    return str(server.get(f"/desk/cases/{id}", token=agent(server)).json["case"]["conversation_id"])


def test_a_conversation_goes_through_the_views(server: Server, handed_over: tuple[Conversation, int]) -> None:
    _, id = handed_over
    conversation = of(server, id)

    def where(name: str = "Maija") -> list[str]:
        return [view for view, found in views(server, name=name).items() if conversation in found]

    assert where() == ["open", "live"]
    act(server, id, "take")
    assert where() == ["mine", "live"]
    assert where("Ville") == ["taken", "live"]
    act(server, id, "close")
    assert where() == ["live", "ended"]
    assert not any(conversation in found for found in views(server, shop="fjord").values())


def test_what_was_said_since_one_looked_is_unread(server: Server, handed_over: tuple[Conversation, int]) -> None:
    talk, id = handed_over
    conversation = of(server, id)

    def unread(name: str = "Maija") -> int:
        found = server.get("/desk/conversations?view=live", token=agent(server, name)).json["conversations"]
        return next(int(one["unread"]) for one in found if one["id"] == conversation)

    assert unread() == 2
    looked = {"message": talk.history()[-1]["id"], "writes": True}
    path = f"/desk/conversations/{conversation}/look"
    assert server.post(path, looked, token=agent(server)).json["viewers"] == []
    assert (unread(), unread("Ville")) == (0, 2)
    talk.say("hello?")
    assert unread() > 0
    others = server.post(path, {"message": 0}, token=agent(server, "Ville")).json["viewers"]
    assert others == [{"agent": "Maija", "writes": True}]
    assert server.post(path, {"message": -1}, token=agent(server)).status == 422
    assert server.post(path, looked, token=agent(server, shop="fjord")).status == 404


def test_a_conversation_is_shown_with_all_that_helps(server: Server, handed_over: tuple[Conversation, int]) -> None:
    _, id = handed_over
    conversation = of(server, id)
    assert act(server, id, "notes", {"text": "called, no answer"}).status == 204
    shown = server.get(f"/desk/conversations/{conversation}", token=agent(server)).json
    assert shown["conversation"]["case"]["id"] == id
    assert [note["text"] for note in shown["notes"]] == ["called, no answer"]
    assert [message["author"] for message in shown["messages"]] == ["asker", "desk"]
    assert shown["order"] is None
    assert server.get(f"/desk/conversations/{conversation}", token=agent(server, shop="fjord")).status == 404
    assert server.get("/desk/conversations/nothing", token=agent(server)).status == 404


def test_an_agent_may_join_where_nobody_was_called(server: Server) -> None:
    talk = Conversation(server)
    talk.say("where is it?")
    [conversation, *_] = views(server)["live"]
    path = f"/desk/conversations/{conversation}/case"
    joined = server.post(path, {}, token=agent(server))
    assert joined.status == 201
    id = joined.json["case"]["id"]
    assert server.post(path, {}, token=agent(server)).json["case"]["id"] == id
    assert server.post(path, {}, token=agent(server, shop="fjord")).status == 404
    act(server, id, "take")
    assert talk.say("hello?") == []


def test_a_case_is_handed_to_whoever_answers_for_its_queue(
    server: Server, handed_over: tuple[Conversation, int]
) -> None:
    talk, id = handed_over
    accounts = server.app.ctx.service.desk.sign_ins.book
    for name, queue in (("ville", "lumi"), ("ole", "fjord")):
        if accounts.account(name) is None:
            accounts.add(new_account(name, [queue], shown_as=name.title()), None, datetime.now(timezone.utc))
    act(server, id, "take")
    for nobody in ("ole", "nobody", ""):
        assert act(server, id, "hand-to", {"to": nobody}).status == 409
    handed = act(server, id, "hand-to", {"to": "ville"}).json["case"]
    assert (handed["state"], handed["agent"]) == ("taken", "ville")
    assert "Ville" in talk.history()[-1]["text"]
    assert act(server, id, "messages", {"text": "Hi"}).status == 409
    assert act(server, id, "messages", {"text": "Hi"}, name="ville").status == 201


def test_the_inbox_shows_one_shop_alone(server: Server) -> None:
    for shop in ("lumi", "fjord"):
        opened = server.post("/chat/sessions", {"shop": shop}, token=agent(server, "kaisa", shop, "photographer"))
        asked = server.post("/chat/messages", {"text": "person"}, token=opened.json["token"])
        assert asked.status == 200, asked.text

    def inbox(shop: str, queue: str = "service") -> tuple[list[str], int, list[str]]:
        found = server.get(f"/desk/conversations?shop={shop}", token=agent(server, shop=queue)).json
        return [one["shop"] for one in found["conversations"]], found["counts"]["open"], found["shops"]

    everywhere, count, shops = inbox("")
    assert (sorted(everywhere), count, shops) == (["fjord", "lumi"], 2, ["fjord", "lumi"])
    assert inbox("fjord") == (["fjord"], 1, ["fjord", "lumi"])
    assert inbox("fjord", queue="lumi") == ([], 0, ["lumi"]), "to name a shop opens no queue"


@pytest.mark.parametrize("asked", ["view=all", "shop=%00", f"shop={'x' * 65}"])
def test_a_view_or_a_shop_that_is_none_is_told_so(server: Server, asked: str) -> None:
    assert server.get(f"/desk/conversations?{asked}", token=agent(server)).status == 422
    assert server.get("/desk/conversations?view=&shop=", token=agent(server)).status == 200
