// What does one message look like?
//
// Texts of others only ever become text nodes and links whose address was checked.

import { html, nothing, type TemplateResult } from "lit";
import type { Said } from "./conversation";
import type { Answer, Citation, Order, Trouble } from "./server";
import type { Words } from "./words";

export interface Look {
  words: Words;
  locale: string;
  /** What the addresses in answers are relative to. */
  server: string;
}

export interface Doings {
  press(title: string, payload: string): void;
  rate(id: number, isHelpful: boolean): void;
  tryAgain(): void;
}

// Answers that tell nothing of the terms or of an order: there is nothing to be helpful about.
const SMALL_TALK = ["talk", "clarify", "needs_order", "handover"];

// The states that an order passes through, as far as its state tells which way it goes.
const WAYS: Record<string, string[]> = {
  cart: ["cart", "awaiting_payment", "paid"],
  awaiting_payment: ["cart", "awaiting_payment", "paid"],
  paid: ["awaiting_payment", "paid"],
  awaiting_retouch: ["paid", "awaiting_retouch"],
  in_production: ["paid", "in_production", "shipped", "delivered"],
  shipped: ["paid", "in_production", "shipped", "delivered"],
  delivered: ["paid", "in_production", "shipped", "delivered"],
  files_sent: ["paid", "files_sent"],
  refunded: ["paid", "refunded"],
};

export function saidView(said: Said, look: Look, rated: Record<string, boolean>, doings?: Doings): TemplateResult {
  const { words } = look;
  const { author, answer, id, trouble } = said;
  const parts = answer?.parts?.length ? answer.parts : answer ? [answer] : [];
  return html`<div class="said from-${author} ${trouble ? "is-unsent" : ""}" part="message ${author}">
    <p class=${author === "agent" ? "who" : "unseen"}>${author === "agent" ? said.name || words.agent : words[author]}:</p>
    ${parts.length
      ? parts.map((each, place) => answerView(each, look, parts.slice(0, place)))
      : html`<div class="words" part="words">${author === "asker" ? said.text : withLinks(said.text, look.server)}</div>`}
    ${answer?.buttons.length ? choicesView(answer, said.chosen, look, doings) : nothing}
    ${id !== undefined && answer && !SMALL_TALK.includes(answer.outcome) && doings
      ? ratingView(id, rated[id], look, doings)
      : nothing}
    ${said.isOnTheWay ? html`<p class="unseen">${words.onTheWay}</p>` : nothing}
    ${trouble
      ? html`<p class="trouble">
          <span>${words.unsent} ${explained(trouble, words)}</span>
          <button type="button" class="plain" @click=${doings?.tryAgain}>${words.tryAgain}</button>
        </p>`
      : nothing}
  </div>
  ${answer?.handover ? html`<p class="rule">${words.handedOver}</p>` : nothing}`;
}

/** What a screen reader says of a new message. */
export function spoken(author: string, text: string, answer: Answer | undefined, { words }: Look): string {
  const order = answer?.order ? ` ${words.order} ${answer.order.number}: ${stateName(answer.order.state, words)}.` : "";
  const choices = answer?.buttons.length ? ` ${words.choices}: ${answer.buttons.map((each) => each.title).join(", ")}.` : "";
  const handedOver = answer?.handover ? ` ${words.handedOver}.` : "";
  const all = answer?.parts?.length ? answer.parts.map((part) => part.text).join("\n") : text;
  return `${author}: ${all.replace(LINK, "$1")}${order}${choices}${handedOver}`;
}

/** The conversation as text, to paste into a letter. */
export function transcript(all: Said[], { words, server }: Look): string {
  return all
    .map(({ author, name, text, answer }) => {
      const who = author === "agent" ? name || words.agent : words[author];
      const parts = answer?.parts?.length ? answer.parts : [{ text, citations: answer?.citations ?? [] }];
      const lines = parts.flatMap((part) => [
        part.text.replace(LINK, (whole, label: string, url: string) => (safe(url, server) ? `${label} (${safe(url, server)})` : whole)),
        ...part.citations.map(({ title, url }) => `  ${title}: ${safe(url, server) ?? url}`),
      ]);
      return `${who}: ${lines.join("\n")}`;
    })
    .join("\n\n");
}

export function explained(trouble: Trouble, words: Words): string {
  if (trouble.status === 429 && trouble.retryAfter) return words.tooMany(trouble.retryAfter);
  if (trouble.status === 401) return words.signIn;
  if (trouble.status === 0) return navigator.onLine ? words.unreachable : words.offline;
  return words.failed;
}

function answerView(answer: Answer, look: Look, before: Answer[]): TemplateResult {
  const { order, citations } = answer;
  const isNew = order && !before.some((each) => each.order?.number === order.number);
  return html`<div class="words" part="words">${withLinks(answer.text, look.server)}</div>
    ${isNew ? orderView(order, look) : nothing}
    ${citations.length ? sourcesView(citations, look) : nothing}`;
}

function sourcesView(citations: Citation[], { words, server }: Look): TemplateResult {
  return html`<ul class="sources" part="sources" aria-label=${words.sources}>
    ${citations.map(({ title, url }) => html`<li>${link(title, url, server)}</li>`)}
  </ul>`;
}

function choicesView(answer: Answer, chosen: string | undefined, look: Look, doings?: Doings): TemplateResult {
  const isSpent = chosen !== undefined || !doings;
  return html`<div class="choices" role="group" aria-label=${look.words.choices}>
    ${answer.buttons.map(
      ({ title, payload }) => html`<button
        type="button"
        class="choice"
        part="choice"
        aria-pressed=${title === chosen ? "true" : nothing}
        aria-disabled=${isSpent ? "true" : nothing}
        @click=${() => isSpent || doings?.press(title, payload)}
      >
        ${title}
      </button>`,
    )}
  </div>`;
}

function ratingView(id: number, rated: boolean | undefined, { words }: Look, doings: Doings): TemplateResult {
  if (rated !== undefined) return html`<p class="rating" tabindex="-1">${words.thanks}</p>`;
  return html`<div class="rating" role="group" aria-label=${words.helpful}>
    <span aria-hidden="true">${words.helpful}</span>
    <button type="button" class="plain" @click=${() => doings.rate(id, true)}>${words.yes}</button>
    <button type="button" class="plain" @click=${() => doings.rate(id, false)}>${words.no}</button>
  </div>`;
}

function orderView(order: Order, { words, locale }: Look): TemplateResult {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const day = (at: string | null | undefined) => (at && !Number.isNaN(Date.parse(at)) ? format.format(new Date(at)) : "");
  const days: Record<string, string> = {
    shipped: day(order.shipped_at),
    delivered: day(order.delivered_at),
    files_sent: day(order.files_sent_at),
  };
  const way = WAYS[order.state] ?? [order.state];
  const now = way.indexOf(order.state);
  const placed = day(order.placed_at);
  return html`<section class="order" part="order" aria-label="${words.order} ${order.number}">
    <p class="order-name"><b>${words.order} ${order.number}</b>${order.title ? html`<span>${order.title}</span>` : nothing}</p>
    ${placed ? html`<p class="order-placed">${words.placed(placed)}</p>` : nothing}
    <ol class="steps">
      ${way.map(
        (state, place) => html`<li
          class=${place < now ? "is-done" : place === now ? "is-now" : ""}
          aria-current=${place === now ? "step" : nothing}
        >
          <span>${stateName(state, words)}</span>
          ${place < now ? html`<span class="unseen">(${words.stepDone})</span>` : nothing}
          ${place <= now && days[state] ? html`<span class="day">${days[state]}</span>` : nothing}
        </li>`,
      )}
    </ol>
  </section>`;
}

function stateName(state: string, words: Words): string {
  return words.states[state] ?? state.replace(/_/g, " ");
}

const LINK = /\[([^\][]+)\]\(([^\s()]+)\)/g;

function withLinks(text: string, server: string): unknown[] {
  const pieces: unknown[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, label, url] = match as unknown as [string, string, string];
    pieces.push(text.slice(end, match.index), safe(url, server) ? link(label, url, server) : whole);
    end = match.index! + whole.length;
  }
  return [...pieces, text.slice(end)];
}

function link(label: string, url: string, server: string): TemplateResult | string {
  const address = safe(url, server);
  return address ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${label}</a>` : label;
}

function safe(url: string, server: string): string | undefined {
  try {
    const address = new URL(url, server);
    return /^https?:$/.test(address.protocol) ? address.href : undefined;
  } catch {
    return undefined;
  }
}
