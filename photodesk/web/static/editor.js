// What makes editing nicer where there are scripts: nothing typed is lost by leaving, Ctrl+S saves, and a line can be gone to.

const form = document.querySelector("form.edit");
const texts = [...form.querySelectorAll("textarea")];
let isLeaving = false;

addEventListener("beforeunload", (event) => {
  const isUnsaved = "unsaved" in form.dataset || texts.some((text) => text.value !== text.defaultValue);
  if (isUnsaved && !isLeaving) event.preventDefault();
});
addEventListener("pageshow", () => (isLeaving = false));

// The page comes back with what was asked for; each text then stands where it stood. When another page came instead, for
// the server was away or the text too long, the text is put back with the version that it was begun with.
const SENT = `sent from ${location.pathname}`;
const versionOf = (text) => form.elements.namedItem(text.name.replace("text", "version"));
form.addEventListener("submit", () => {
  isLeaving = true;
  const sent = texts.map((text) => ({
    path: text.dataset.path,
    value: text.value,
    version: versionOf(text).value,
    selection: [text.selectionStart, text.selectionEnd],
    top: text.scrollTop,
    height: text.style.height,
  }));
  sessionStorage.setItem(SENT, JSON.stringify(sent));
});
for (const { path, value, version, selection, top, height } of JSON.parse(sessionStorage.getItem(SENT) ?? "[]")) {
  const text = texts.find((each) => each.dataset.path === path);
  if (!text) continue;
  if (!document.querySelector(".result") && text.value !== value) {
    text.value = value;
    versionOf(text).value = version;
    document.querySelector("[data-put-back]").hidden = false;
  }
  text.style.height = height;
  text.setSelectionRange(...selection);
  text.scrollTop = top;
}
sessionStorage.removeItem(SENT);

addEventListener("keydown", (event) => {
  const save = form.querySelector("[value=save]");
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !save) return;
  event.preventDefault();
  if (!isLeaving) save.click();
});

// A copy of the text down to the line tells how far down it stands, however the lines are broken.
function heightOf(text, upTo) {
  const copy = text.cloneNode();
  copy.removeAttribute("id");
  copy.removeAttribute("name");
  copy.value = text.value.slice(0, upTo);
  copy.style.cssText = `position: absolute; visibility: hidden; min-height: 0; height: 0; width: ${text.offsetWidth}px`;
  text.after(copy);
  const height = copy.scrollHeight;
  copy.remove();
  return height;
}

function goTo(text, line) {
  const lines = text.value.split("\n");
  const place = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, place).join("\n").length + (place ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + lines[place].length);
  text.scrollTop = heightOf(text, start) - text.clientHeight / 2;
  text.scrollLeft = 0;
}

for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(document.querySelector(link.hash), Number(link.dataset.line));
  });
}

for (const text of texts) {
  const position = document.querySelector(`[data-position-of=${text.id}]`);
  const tell = () => (position.textContent = `Line ${text.value.slice(0, text.selectionStart).split("\n").length}`);
  position.hidden = false;
  tell();
  for (const event of ["select", "keyup", "input", "click", "focus"]) text.addEventListener(event, tell);
  if (text.dataset.line) goTo(text, Number(text.dataset.line));
}
