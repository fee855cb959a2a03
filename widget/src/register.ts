// What happens when a page loads the widget?
//
// The element is defined, and a script tag that names a shop gets one at the end of the page: each of its data-…
// becomes an attribute.

import { PhotodeskChat } from "./chat";

const NAME = "photodesk-chat";
const script = document.currentScript as HTMLScriptElement | null;

if (!customElements.get(NAME)) {
  if (script?.src) PhotodeskChat.origin = new URL(script.src).origin;
  customElements.define(NAME, PhotodeskChat);
  if (script?.dataset.shop) {
    const chat = document.createElement(NAME);
    for (const { name, value } of Array.from(script.attributes)) {
      if (name.startsWith("data-")) chat.setAttribute(name.slice("data-".length), value);
    }
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => document.body.append(chat));
    else document.body.append(chat);
  }
}
