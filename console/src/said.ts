// What does one message look like, or a note, an order, a case's beginning?

import { html, nothing, type TemplateResult } from "lit";
import { link, marked, withLinks } from "./letters";
import { shown } from "./people";
import type { Case, Message, Note, Opened, Order } from "./server";
import { clock, day, moment, plain, stateName, whyAPerson, WORDS } from "./words";

/** Messages and notes as they came. */
export function paper(
  { messages, notes, conversation }: Opened,
  led: readonly string[],
  shownAs: string,
  now: number,
): TemplateResult[] {
  const all: [string, TemplateResult][] = [
    ...messages.map((each): [string, TemplateResult] => [
      each.at,
      messageView(each, led, conversation.role, shownAs, now),
    ]),
    ...notes.map((each): [string, TemplateResult] => [each.at, noteView(each, now)]),
  ];
  return all.sort(([a], [b]) => Date.parse(a) - Date.parse(b)).map(([, view]) => view);
}

function messageView(
  message: Message,
  led: readonly string[],
  role: string,
  shownAs: string,
  now: number,
): TemplateResult {
  const { author, text, answer, at, name } = message;
  const who =
    author === "agent"
      ? name === shownAs
        ? WORDS.yours
        : (name ?? WORDS.authors.agent)
      : author === "asker"
        ? WORDS.askerOf(role)
        : WORDS.authors.desk;
  return html`<li class="said from-${author}">
    <p class="who"><b>${who}</b> <time datetime=${at} title=${moment(at)}>${clock(at, now)}</time></p>
    ${
      author === "desk"
        ? (answer?.parts?.length ? answer.parts : [{ ...answer, text }]).map(
            (part) =>
              html`<div class="words">${withLinks(part.text)}</div>
                ${because(part)}`,
          )
        : html`<div class="words">${author === "asker" ? marked(text, led) : withLinks(text)}</div>`
    }
  </li>`;
}

/** Where an answer of the desk's came from. */
function because({ rule, topic, citations = [] }: Partial<Message["answer"] & object>): unknown {
  if (!rule && !citations.length) return nothing;
  return html`<p class="because">
    ${topic ? plain(topic) : nothing}${rule ? html` · ${WORDS.rule} <code>${rule}</code>` : nothing}
    ${citations.map(({ title, url }) => html` · § ${link(title, url)}`)}
  </p>`;
}

function noteView({ agent, text, at }: Note, now: number): TemplateResult {
  return html`<li class="said from-note">
    <p class="who">
      <b>${WORDS.note}</b> ${shown(agent)} <time datetime=${at} title=${moment(at)}>${clock(at, now)}</time> ·
      ${WORDS.notes}
    </p>
    <div class="words">${withLinks(text)}</div>
  </li>`;
}

/** Why a person was called, and what was asked. */
export function beginning(one: Case): TemplateResult {
  const { asked } = one.summary;
  return html`<section class="card" aria-label=${WORDS.why}>
    <p class="short">
      <b>${WORDS.why}</b> ${whyAPerson(one)}
      ${asked ? html`<span class="quiet">${WORDS.asked}: “${asked}”</span>` : nothing}
    </p>
    ${one.ended_at ? html`<p class="quiet">${ending(one)}</p>` : nothing}
  </section>`;
}

function ending({ state, agent, end_reason }: Case): string {
  return `${WORDS.ended[state]}${agent ? ` by ${shown(agent)}` : ""}${end_reason ? `: ${end_reason}` : ""}`;
}

export function orderView({ number, state, title, more = 0, placed_at, steps, email, proven }: Order): TemplateResult {
  return html`<section class="card order" aria-label="${WORDS.order} ${number}">
    <p>
      <b>${WORDS.order} ${number}</b> ${title ?? nothing} ${more ? WORDS.more(more) : nothing}
      ${placed_at ? html`<span class="quiet">${WORDS.placed(day(placed_at))}</span>` : nothing}
    </p>
    <p class="quiet">
      ${email} · <span class=${proven ? "good" : "warn"}>${proven ? WORDS.proven : WORDS.notProven}</span>
    </p>
    <ol class="steps">
      ${(steps ?? [{ state, at: null, done: false }]).map((step) => {
        const isNow = step.state === state;
        return html`<li class=${isNow ? "is-now" : step.done ? "is-done" : ""} aria-current=${isNow ? "step" : nothing}>
          ${stateName(step.state)} ${step.done && !isNow ? html`<span class="unseen">(${WORDS.done})</span>` : nothing}
          ${step.at && (isNow || step.done) ? html`<small>${day(step.at)}</small>` : nothing}
        </li>`;
      })}
    </ol>
  </section>`;
}
