// What can be done with the text of a letter?

import { html, type TemplateResult } from "lit";
import type { Suggestions } from "./server";

/** Stands where the agent has to write what is written nowhere. */
export const GAP = "[…]";

/** The letter for a team whose mails have no links: without those that stand in a list or behind words. */
export function withoutLinks(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => {
    const lines = paragraph.split("\n");
    const kept = lines.filter((line) => !/^- .*https?:\/\/\S+$/.test(line));
    // What only led to the links is left out with them.
    if (kept.length < lines.length && kept.length === 1 && kept[0]?.endsWith(":")) return "";
    return kept
      .map((line) => line.replace(/\s*\(https?:\/\/[^\s()]+\)/g, "").replace(/\s*https?:\/\/\S+/g, ""))
      .join("\n");
  });
  return paragraphs.filter((paragraph) => paragraph.trim()).join("\n\n");
}

/** The words that led to a draft, a line each. */
export function wordsThatLed(found: Suggestions | undefined, chosen: number): string[] {
  const places = found?.suggestions[chosen]?.places ?? [];
  const characters = Array.from(found?.text ?? "");
  const words = places.flatMap(({ start, end }) => characters.slice(start, end).join("").split("\n"));
  return [...new Set(words.map((line) => line.trim()).filter((line) => line.length > 1))];
}

/** A text with these words marked in it. */
export function marked(text: string, words: readonly string[]): unknown[] {
  const spans: [number, number][] = [];
  for (const each of words) {
    const start = text.indexOf(each);
    if (start >= 0) spans.push([start, start + each.length]);
  }
  spans.sort(([a], [b]) => a - b);
  const pieces: unknown[] = [];
  let end = 0;
  for (const [from, to] of spans) {
    if (to <= end) continue;
    const start = Math.max(from, end);
    pieces.push(text.slice(end, start), html`<mark>${text.slice(start, to)}</mark>`);
    end = to;
  }
  return [...pieces, text.slice(end)];
}

// Markdown's, as the desk writes them, and bare ones, as people do; these end before the punctuation of their sentence.
const LINK = /\[([^\][]+)\]\(([^\s()]+)\)|https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,:;!?']/g;

export function withLinks(text: string): unknown[] {
  const pieces: unknown[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, label = whole, url = whole] = match;
    pieces.push(text.slice(end, match.index), link(label, url));
    end = match.index + whole.length;
  }
  return [...pieces, text.slice(end)];
}

/** A link to where a reader may be sent; its label alone for any other address. */
export function link(label: string, url: string): TemplateResult | string {
  try {
    const address = new URL(url, location.origin);
    if (!/^https?:$/.test(address.protocol)) return label;
    return html`<a href=${address.href} target="_blank" rel="noopener noreferrer">${label}</a>`;
  } catch {
    return label;
  }
}

/** Copy a text, where the page may not by itself with the help of a box. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}
