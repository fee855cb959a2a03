// The chat of the shop's page: plain JavaScript on POST /chat/sessions, POST /chat/messages and GET /chat/history.
//
// What people and the desk write is only ever set as text, never as markup.

const chat = document.querySelector("[data-chat]");
const part = (name) => chat.querySelector(`[data-${name}]`);
const [log, paper, box, form, send, start, typing, hint, player] =
  ["log", "paper", "box", "write", "send", "start", "typing", "hint", "person"].map(part);

const LANGUAGE = chat.dataset.locale;
const WAIT_MS = 45_000;

// What this tab remembers, so that a reload shows the same conversation and loses no message.

const kept = {
  read: () => JSON.parse(sessionStorage.getItem("photodesk") ?? "{}"),
  change: (more) => sessionStorage.setItem("photodesk", JSON.stringify({ ...kept.read(), ...more })),
  forget: () => sessionStorage.removeItem("photodesk"),
};

let people = [];
let busy = false;

// Talking to the server

class Trouble extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, { token, body } = {}) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (response.ok) return await response.json();
  } catch {
    throw new Trouble("The desk cannot be reached just now.");
  }
  const problem = await response.json().catch(() => ({}));
  throw new Trouble(problem.detail ?? "The desk cannot answer just now.", response.status);
}

async function session() {
  const { token, person } = kept.read();
  if (token) return token;
  const chosen = people[person];
  const identity = chosen?.role === "photographer" ? await call("POST", "/demo/token", { body: { person } }) : undefined;
  const body = { shop: chosen?.shop ?? chat.dataset.shop, locale: LANGUAGE };
  const opened = await call("POST", "/chat/sessions", { token: identity?.token, body });
  kept.change({ token: opened.token });
  return opened.token;
}

// Building what is shown

function make(tag, { text, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

function link(label, address) {
  return make("a", { text: label, href: address, target: "_blank", rel: "noopener" });
}

const LINK = /\[([^\][]+)\]\((\/kb\/[^\s()]*|https:\/\/[^\s()]+)\)/g;

function withLinks(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    pieces.push(text.slice(end, match.index), link(match[1], match[2]));
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)];
}

// Paragraphs, and lists of lines that begin with a dash.
function words(text) {
  const shown = make("div", { class: "words" });
  for (const paragraph of text.split(/\n\s*\n/)) {
    let list = null;
    let lines = [];
    const flush = () => {
      if (lines.length) shown.append(make("p", {}, ...withLinks(lines.join("\n"))));
      lines = [];
    };
    for (const line of paragraph.split("\n")) {
      if (/^\s*[-*] /.test(line)) {
        flush();
        if (!list) shown.append((list = make("ul")));
        list.append(make("li", {}, ...withLinks(line.replace(/^\s*[-*] /, ""))));
      } else {
        list = null;
        lines.push(line);
      }
    }
    flush();
  }
  return shown;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

function orderCard(order) {
  const dates = make("dl");
  for (const [label, at] of [["Placed", order.placed_at], ["Shipped", order.shipped_at], ["Delivered", order.delivered_at]]) {
    if (at) dates.append(make("div", {}, make("dt", { text: label }), make("dd", { text: DAY.format(new Date(at)) })));
  }
  return make(
    "div",
    { class: "order", role: "group", "aria-label": "Order" },
    make(
      "p",
      { class: "order-name" },
      make("span", { text: `Order ${order.number}` }),
      make("span", { class: "order-state", text: order.state.replaceAll("_", " ") }),
    ),
    dates,
  );
}

function sources(citations) {
  const shown = make("ul", { class: "sources" });
  for (const citation of citations) {
    const safe = /^(\/kb\/|https:\/\/)/.test(citation.url);
    const title = citation.title ?? citation.article.replaceAll("_", " ");
    shown.append(make("li", {}, "Source: ", safe ? link(title, citation.url) : title));
  }
  return shown;
}

function choices(buttons) {
  const shown = make("div", { class: "choices", role: "group", "aria-label": "Choices" });
  for (const { title, payload } of buttons) {
    const button = make("button", { type: "button", class: "choice", text: title, "data-payload": payload });
    button.addEventListener("click", () => {
      if (busy || button.getAttribute("aria-disabled") === "true") return;
      markChosen(button);
      ask(payload, title);
    });
    shown.append(button);
  }
  return shown;
}

function markChosen(chosen) {
  for (const button of chosen.parentElement.children) button.setAttribute("aria-disabled", "true");
  chosen.setAttribute("aria-pressed", "true");
}

function showSaid(author, text) {
  const name = { asker: "You", desk: "Help desk", agent: "A person from the shop" }[author];
  const said = make(
    "div",
    { class: `said from-${author}` },
    make("p", { class: author === "agent" ? "who" : "unseen", text: `${name}:` }),
    words(text),
  );
  start.hidden = true;
  log.append(said);
  return said;
}

function showAnswer(answer) {
  let said;
  let shownOrder;
  for (const part of answer.parts?.length ? answer.parts : [answer]) {
    said = showSaid("desk", part.text);
    if (part.order && part.order.number !== shownOrder) said.append(orderCard(part.order));
    shownOrder = part.order?.number ?? shownOrder;
    if (part.citations?.length) said.append(sources(part.citations));
  }
  if (answer.buttons?.length) said.append(choices(answer.buttons));
  if (answer.handover) log.append(make("p", { class: "handover", text: "Passed to a person" }));
}

function showNote(text) {
  log.append(make("p", { class: "note", text }));
}

// A pressed button is kept as its title: show it as chosen.
function showAsked(text) {
  const button = [...log.querySelectorAll("[data-payload]")].findLast((each) => each.textContent === text);
  if (button) markChosen(button);
  return showSaid("asker", text);
}

function scrollTo(element) {
  paper.scrollTop = Math.min(paper.scrollHeight, element.offsetTop - 16);
}

// Asking

function setBusy(now) {
  busy = now;
  typing.hidden = !now;
  send.setAttribute("aria-disabled", String(now));
}

async function ask(text, shown = text) {
  if (busy) return;
  const said = showSaid("asker", shown);
  await deliver(said, text, shown);
}

async function deliver(said, text, shown) {
  setBusy(true);
  kept.change({ unsent: { text, shown } });
  said.classList.add("is-waiting");
  scrollTo(said);
  box.focus();
  try {
    const { replies } = await call("POST", "/chat/messages", { token: await session(), body: { text } });
    kept.change({ unsent: null });
    said.classList.remove("is-waiting");
    setBusy(false);
    replies.forEach(showAnswer);
    scrollTo(said);
  } catch (trouble) {
    said.classList.remove("is-waiting");
    setBusy(false);
    notSent(said, text, shown, trouble);
  }
}

function notSent(said, text, shown, trouble) {
  if (trouble.status === 413 || trouble.status === 422) {
    // Sending it again cannot help: give it back to be changed.
    kept.change({ unsent: null });
    said.remove();
    showNote(trouble.message);
    box.value = box.value || shown;
    keepDraft();
    return;
  }
  let explained = trouble.message;
  if (trouble.status === 401) {
    kept.change({ token: null });
    explained = "This conversation was open for too long and has ended. Your message begins a new one.";
    text = shown; // a button of the old conversation means nothing in the new one
  }
  const again = make("button", { type: "button", class: "plain", text: "Try again" });
  const notice = make("p", { class: "unsent" }, make("span", { text: `Not sent. ${explained}` }), again);
  again.addEventListener("click", () => {
    if (busy) return;
    notice.remove();
    said.classList.remove("is-unsent");
    deliver(said, text, shown);
  });
  said.classList.add("is-unsent");
  said.append(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function keepDraft() {
  kept.change({ draft: box.value });
  if (!CSS.supports("field-sizing", "content")) {
    box.style.height = "auto"; // set through the object model, which a strict policy allows
    box.style.height = `${box.scrollHeight + 2}px`;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (busy || !text) return box.focus();
  box.value = "";
  keepDraft();
  ask(text);
});

box.addEventListener("input", keepDraft);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const button of chat.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => ask(button.textContent));
}

// Beginning, and beginning again

function begin() {
  log.replaceChildren();
  start.hidden = false;
  paper.scrollTop = 0;
}

part("restart").addEventListener("click", () => {
  if (busy) return;
  kept.change({ token: null, unsent: null });
  begin();
  box.focus();
});

function showHint() {
  if (!hint) return;
  const person = people[kept.read().person];
  hint.hidden = !person;
  if (!person) return;
  const insert = (text) => {
    const button = make("button", { type: "button", text });
    button.addEventListener("click", () => {
      box.value = [box.value.trimEnd(), text].filter(Boolean).join(" ");
      keepDraft();
      box.focus();
    });
    return button;
  };
  const about =
    person.role === "photographer"
      ? `Signed in as the photographer of ${person.shop}. Some orders there:`
      : "Not signed in. What you could write into the message:";
  const facts = [person.email, ...person.orders].filter(Boolean).map(insert);
  hint.replaceChildren(make("span", { text: about }), make("span", { class: "strip" }, ...facts));
}

async function meetPeople() {
  if (!player) return;
  people = (await call("GET", "/demo/people")).people;
  people.forEach((person, place) => {
    const about = person.role === "photographer" ? "" : ` (customer of ${person.shop})`;
    player.append(make("option", { value: place, text: person.name + about }));
  });
  player.value = kept.read().person ?? "";
  player.addEventListener("change", () => {
    kept.change({ person: player.value === "" ? null : Number(player.value), token: null, unsent: null });
    begin();
    showHint();
    box.focus();
  });
  showHint();
}

async function goOn() {
  const { token, unsent, draft } = kept.read();
  box.value = draft ?? "";
  keepDraft();
  if (!token && !unsent) return;
  // What was said before is not news: nothing of it is announced.
  log.setAttribute("aria-live", "off");
  let last;
  try {
    const { messages } = token ? await call("GET", "/chat/history", { token }) : { messages: [] };
    for (const message of messages) {
      if (message.author === "asker") last = { said: showAsked(message.text), text: message.text };
      else if (message.author === "desk" && message.answer) showAnswer(message.answer);
      else showSaid(message.author, message.text);
    }
  } catch (trouble) {
    if (trouble.status === 401) kept.change({ token: null });
    else showNote(`What was said before cannot be shown. ${trouble.message}`);
  }
  if (unsent && unsent.shown !== last?.text) {
    const said = showSaid("asker", unsent.shown);
    notSent(said, unsent.text, unsent.shown, new Trouble("The page was reloaded before the answer came."));
  } else {
    kept.change({ unsent: null });
    if (last) scrollTo(last.said);
  }
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

setBusy(false);
await Promise.all([meetPeople().catch(() => showNote("The people of the demonstration cannot be shown.")), goOn()]);
chat.dataset.ready = "";
