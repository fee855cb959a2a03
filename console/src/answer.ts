// Where does an agent write, and what keeps a gap from being sent?

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { isSend } from "./keys";
import { Keeping, type Typed } from "./keeping";
import { GAP } from "./letters";
import type { Server, Suggestion, Suggestions } from "./server";
import { base } from "./style";
import { WORDS } from "./words";

export const LONGEST = 4000;

/**
 * The box for an answer; its buttons are slotted.
 * Events: `answer-changed`; `answer-send` with `withLinks`, when the key that sends is pressed.
 */
export class DeskAnswer extends LitElement {
  static override styles = base;
  static override properties = { place: {}, label: {}, full: { type: Boolean } };

  /** Where it is kept under. */
  declare place: string;
  declare label: string;
  /** There is room for a whole letter. */
  declare full: boolean;

  #keeping = new Keeping("");
  #alarm = "";

  constructor() {
    super();
    this.place = "";
    this.label = WORDS.yourAnswer;
    this.full = false;
  }

  get text(): string {
    return this.#keeping.read().answer;
  }

  /** What stands in the box, if it was made from this draft. */
  madeFrom(found: Suggestions | undefined, place: number): string {
    const { answer, used } = this.#keeping.read();
    return used && used.suggestion === found?.id && used.draft === place ? answer : "";
  }

  /** Put a draft in; what stood there can be put back. */
  insert(found: Suggestions, place: number): void {
    const draft = found.suggestions[place] as Suggestion;
    const { answer, used, before } = this.#keeping.read();
    const isOwn = answer.trim() && answer !== used?.text;
    this.#keep({
      answer: draft.draft,
      used: { suggestion: found.id, draft: place, text: draft.draft },
      before: isOwn ? answer : before,
    });
    this.#alarm = "";
    void this.updateComplete.then(() => {
      if (!this.jumpToGap()) this.focusBox(0);
    });
  }

  clear(): void {
    this.#alarm = "";
    this.#keep({ answer: "", used: undefined, before: undefined });
  }

  /** Whether it may be sent; if not, it says why and goes where something is missing. */
  isReady(): boolean {
    this.#alarm = "";
    if (!this.text.trim()) this.#alarm = WORDS.emptyAnswer;
    else if (this.jumpToGap()) this.#alarm = WORDS.fillGap;
    this.requestUpdate();
    if (this.#alarm === WORDS.emptyAnswer) this.focusBox();
    return !this.#alarm;
  }

  focusBox(at?: number): void {
    this.#box?.focus();
    if (at !== undefined) this.#box?.setSelectionRange(at, at);
    if (at === 0 && this.#box) this.#box.scrollTop = 0;
  }

  /** Mark the first gap; false when there is none. */
  jumpToGap(): boolean {
    const at = this.text.indexOf(GAP);
    if (at < 0 || !this.#box) return false;
    this.#box.focus();
    this.#box.setSelectionRange(at, at + GAP.length);
    return true;
  }

  get #box(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  protected override willUpdate(): void {
    if (this.#keeping.place !== this.place) {
      this.#keeping = new Keeping(this.place);
      this.#alarm = "";
    }
  }

  protected override render(): TemplateResult {
    const { answer, before } = this.#keeping.read();
    const gaps = answer.split(GAP).length - 1;
    const isLong = answer.length > LONGEST * 0.9;
    return html`<div class="box">
      <label for="box">${this.label}</label>
      <textarea
        id="box"
        class=${this.full ? "in-full" : nothing}
        rows="4"
        maxlength=${LONGEST}
        aria-describedby="about"
        aria-invalid=${this.#alarm ? "true" : nothing}
        .value=${live(answer)}
        @input=${(event: Event) => this.#type((event.target as HTMLTextAreaElement).value)}
        @keydown=${this.#keys}
      ></textarea>
      <div id="about" class="about">
        ${this.#alarm ? html`<p class="alarm" role="alert">${this.#alarm}</p>` : nothing}
        ${
          gaps
            ? html`<p class="warn">
                ${WORDS.gapsLeft(gaps)}
                <button type="button" class="plain" @click=${() => this.jumpToGap()}>${WORDS.nextGap}</button>
              </p>`
            : nothing
        }
        ${
          before !== undefined
            ? html`<p><button type="button" class="plain" @click=${this.#undo}>${WORDS.undo}</button></p>`
            : nothing
        }
        ${isLong ? html`<p class="quiet">${answer.length} / ${LONGEST}</p>` : nothing}
      </div>
      <slot></slot>
    </div>`;
  }

  #type(text: string): void {
    this.#alarm = "";
    // Whoever empties the box writes something of their own next.
    this.#keep(text.trim() ? { answer: text } : { answer: text, used: undefined });
  }

  #undo(): void {
    this.#keep({ answer: this.#keeping.read().before ?? "", used: undefined, before: undefined });
    void this.updateComplete.then(() => this.focusBox());
  }

  #keys(event: KeyboardEvent): void {
    if (event.key === "Escape") this.#box?.blur();
    if (!isSend(event)) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("answer-send", { detail: { withLinks: !event.shiftKey } }));
  }

  #keep(more: Parameters<Keeping["change"]>[0]): void {
    this.#keeping.change(more);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("answer-changed"));
  }
}

/** Tell what became of the draft that was used; a statistic is worth neither an error nor a wait. */
export function judge(server: Server, { answer, used }: Typed): void {
  if (!used) return;
  const isSame = answer.trim() === used.text.trim();
  const verdict = { verdict: isSame ? "accepted" : "edited", draft: used.draft } as const;
  void server.judge(used.suggestion, isSame ? verdict : { ...verdict, text: answer.trim() }).catch(() => {});
}
