// The demo shop's own part of the page: it opens the chat, and in development it chooses whose part is played.

const chat = document.querySelector("photodesk-chat");
const opener = document.querySelector("[data-open]");
const demo = document.querySelector("[data-demo]");
const player = document.querySelector("[data-person]");
const ourShop = chat.getAttribute("shop");

await customElements.whenDefined("photodesk-chat");
opener.hidden = false;
opener.addEventListener("click", () => (chat.open = true));

async function call(path, body) {
  const asked = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, asked);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function identify(people) {
  const person = people[player.value];
  const token = person?.role === "photographer" && (await call("/demo/token", { person: Number(player.value) })).token;
  chat.shop = person?.shop ?? ourShop;
  chat.identity = token || undefined;
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function showFacts(person) {
  const facts = document.querySelector("[data-facts]");
  if (!person) return facts.replaceChildren();
  const about =
    person.role === "photographer"
      ? `Signed in as the photographer of ${person.shop}. Some orders there, to put into your message:`
      : "Not signed in. What you could put into your message:";
  const fact = (text) => make("button", { type: "button", textContent: text, onclick: () => chat.write(text) });
  const list = [person.email, ...person.orders].filter(Boolean).map((text) => make("li", {}, fact(text)));
  facts.replaceChildren(make("p", { textContent: about }), make("ul", {}, ...list));
}

if (demo) {
  const { people } = await call("/demo/people");
  people.forEach(({ name, role, shop }, place) => {
    player.append(new Option(role === "photographer" ? name : `${name} (customer of ${shop})`, place));
  });
  player.value = sessionStorage.getItem("person") ?? "";
  demo.hidden = false;
  showFacts(people[player.value]);
  if (player.value) await identify(people);
  player.addEventListener("change", async () => {
    sessionStorage.setItem("person", player.value);
    chat.restart();
    showFacts(people[player.value]);
    await identify(people);
  });
  chat.addEventListener("photodesk-identity-needed", () => identify(people));
}
document.body.dataset.ready = "";
