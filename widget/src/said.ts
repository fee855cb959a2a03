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
  /** Missing while a person has the conversation: nobody is there to do what a button of the desk's says. */
  press: ((title: string, payload: string) => void) | undefined;
  rate(id: number, isHelpful: boolean): void;
  tryAgain(): void;
}

// Answers that tell nothing of the terms or of an order: there is nothing to be helpful about.
const SMALL_TALK = ["talk", "clarify", "needs_order", "handover"];

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
  ${answer ? turnView(answer, words) : nothing}`;
}

/** A line below a message with which somebody else's turn begins. */
function turnView({ handover, person }: Answer, words: Words): TemplateResult | typeof nothing {
  if (person === undefined && !handover) return nothing;
  const turn = person ? words.personCame(person) : person === null ? words.deskIsBack : words.handedOver;
  return html`<p class="rule">${turn}</p>`;
}

/** What a screen reader says of a new message. */
export function spoken(author: string, text: string, answer: Answer | undefined, { words }: Look): string {
  const order = answer?.order ? ` ${words.order} ${answer.order.number}: ${stateName(answer.order.state, words)}.` : "";
  const choices = answer?.buttons.length ? ` ${words.choices}: ${answer.buttons.map((each) => each.title).join(", ")}.` : "";
  const handedOver = answer?.handover ? ` ${words.handedOver}.` : "";
  const all = answer?.parts?.length ? answer.parts.map((part) => part.text).join("\n") : text;
  return `${author}: ${all.replace(LINK, (whole, label?: string) => label ?? whole)}${order}${choices}${handedOver}`;
}

/** The conversation as text, to paste into a letter. */
export function transcript(all: Said[], { words, server }: Look): string {
  return all
    .map(({ author, name, text, answer }) => {
      const who = author === "agent" ? name || words.agent : words[author];
      const parts = answer?.parts?.length ? answer.parts : [{ text, citations: answer?.citations ?? [] }];
      const lines = parts.flatMap((part) => [
        part.text.replace(LINK, (whole, label?: string, url?: string) => {
          const address = url && safe(url, server);
          return address ? `${label} (${address})` : whole;
        }),
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
  const isSpent = chosen !== undefined || !doings?.press;
  return html`<div class="choices" role="group" aria-label=${look.words.choices}>
    ${answer.buttons.map(
      ({ title, payload }) => html`<button
        type="button"
        class="choice"
        part="choice"
        aria-pressed=${title === chosen ? "true" : nothing}
        aria-disabled=${isSpent ? "true" : nothing}
        @click=${() => isSpent || doings.press?.(title, payload)}
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
  const { number, state, title, more = 0, steps = [{ state, at: null, done: false }] } = order;
  const placed = day(order.placed_at);
  return html`<section class="order" part="order" aria-label="${words.order} ${number}">
    <p class="order-name">
      <b>${words.order} ${number}</b>${title ? html`<span>${title} ${more ? words.more(more) : nothing}</span>` : nothing}
    </p>
    ${placed ? html`<p class="order-placed">${words.placed(placed)}</p>` : nothing}
    <ol class="steps">
      ${steps.map((step) => {
        const isNow = step.state === state;
        const since = isNow || step.done ? day(step.at) : "";
        return html`<li class=${isNow ? "is-now" : step.done ? "is-done" : ""} aria-current=${isNow ? "step" : nothing}>
          <span>${stateName(step.state, words)}</span>
          ${step.done && !isNow ? html`<span class="unseen">(${words.stepDone})</span>` : nothing}
          ${since ? html`<span class="day">${since}</span>` : nothing}
        </li>`;
      })}
    </ol>
  </section>`;
}

function stateName(state: string, words: Words): string {
  return words.states[state] ?? state.replace(/_/g, " ");
}

// Markdown's, as the desk writes them, and bare ones, as people do; these end before the punctuation of their sentence.
const LINK = /\[([^\][]+)\]\(([^\s()]+)\)|https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,:;!?']/g;

function withLinks(text: string, server: string): unknown[] {
  const pieces: unknown[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, label = whole, url = whole] = match;
    pieces.push(text.slice(end, match.index), safe(url, server) ? link(label, url, server) : whole);
    end = match.index + whole.length;
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
