// How does an agent answer a mail that came elsewhere?
//
// The mail is pasted, the answer copied; nothing is sent from here, and no word of it stands in the address.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { type DeskAnswer, judge, LONGEST } from "./answer";
import type { DeskDrafts } from "./drafts";
import { type Doing, isSend, keyOf } from "./keys";
import { Keeping, type Typed } from "./keeping";
import { copy, marked, withoutLinks, wordsThatLed } from "./letters";
import type { Letter, Me, Server, Suggestions, Trouble } from "./server";
import { base } from "./style";
import { explained, WORDS } from "./words";

/** Events: `desk-news` with `text` to announce. */
export class DeskMail extends LitElement {
  static override styles = base;
  static override properties = { server: { attribute: false }, me: { attribute: false } };

  declare server: Server;
  declare me: Me;

  #keeping = new Keeping("");
  /** Grows with each mail: drafts for one before it are not shown. */
  #mail = 0;
  /** What was typed for the mail before, if its answer was not copied. */
  #before: Typed | undefined;
  #as: Letter["as"] = "consumer";
  #from = "";
  #order = "";
  #shop = "";
  #found: Suggestions | undefined;
  #chosen = 0;
  /** As the drafts answer it; while it is changed there is none. */
  #read = "";
  #state: DeskDrafts["state"] = "idle";
  #told = "";
  #alarm = "";
  #draftsTold = "";

  override connectedCallback(): void {
    super.connectedCallback();
    const given = new URLSearchParams(location.search);
    this.#as = given.get("as") === "photographer" ? "photographer" : "consumer";
    this.#order = given.get("order") ?? "";
    void this.updateComplete.then(() => this.#mailBox?.focus());
  }

  /** What a key stands for; false when there is nothing to do here. */
  do(doing: Doing): boolean {
    const place = { draft1: 0, draft2: 1, draft3: 2 }[doing as string];
    if (place !== undefined) return this.#choose(place);
    if (doing === "insert") this.#insert(this.#chosen);
    else if (doing === "suggest") void this.#suggest();
    else if (doing === "answer") this.#box?.focusBox();
    else if (doing === "note") this.#next();
    else return false;
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("me")) this.#keeping = new Keeping(this.#place);
  }

  protected override render(): TemplateResult {
    return html`<div class="panes mail">
      <section class="letter-in" aria-labelledby="title">
        <header class="column-head">
          <a class="back" href="/desk">← ${WORDS.back}</a>
          <h1 id="title">${WORDS.mailTitle}</h1>
          <button type="button" class="small" aria-keyshortcuts="n" @click=${this.#next}>
            ${WORDS.nextMail} <kbd>${keyOf("note")}</kbd>
          </button>
        </header>
        <form class="scroll" @submit=${this.#submit} @keydown=${this.#keys}>
          ${this.#read ? this.#asRead() : this.#pasting()} ${this.#about()}
          <p>
            <button class="solid">${WORDS.suggest} <kbd>Ctrl ↵</kbd></button>
          </p>
        </form>
      </section>
      <section class="talk" aria-label=${WORDS.yourAnswer}>
        <div class="writing whole">
          ${this.#orders()} ${this.#alarm ? html`<p class="alarm" role="alert">${this.#alarm}</p>` : nothing}
          <desk-answer
            full
            .place=${this.#place}
            @answer-changed=${this.#typed}
            @answer-send=${(event: CustomEvent<{ withLinks: boolean }>) => void this.#copy(event.detail.withLinks)}
          >
            <div class="sending">
              <button
                type="button"
                class="solid"
                aria-keyshortcuts="Control+Enter"
                @click=${() => void this.#copy(true)}
              >
                ${WORDS.copy} <kbd>Ctrl ↵</kbd>
              </button>
              <button type="button" aria-keyshortcuts="Control+Shift+Enter" @click=${() => void this.#copy(false)}>
                ${WORDS.copyWithoutLinks} <kbd>Ctrl Shift ↵</kbd>
              </button>
            </div>
          </desk-answer>
          <p class="done" role="status">
            ${this.#told}
            ${
              this.#told
                ? html`<button type="button" id="next" class="small" @click=${this.#next}>${WORDS.nextMail}</button>`
                : nothing
            }
          </p>
        </div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#found}
        .chosen=${this.#chosen}
        .answer=${this.#box?.madeFrom(this.#found, this.#chosen) ?? ""}
        .state=${this.#state}
        .told=${this.#draftsTold}
        @draft-chosen=${(event: CustomEvent<{ place: number }>) => this.#choose(event.detail.place)}
        @draft-insert=${(event: CustomEvent<{ place: number }>) => this.#insert(event.detail.place)}
        @draft-ask=${() => void this.#suggest()}
      ></desk-drafts>
    </div>`;
  }

  #pasting(): TemplateResult {
    const { beside } = this.#keeping.read();
    return html`<div class="box">
      <label for="mail">${WORDS.mail}</label>
      <p class="quiet" id="mail-hint">${WORDS.mailHint}</p>
      <textarea
        id="mail"
        rows="12"
        aria-describedby="mail-hint"
        .value=${live(beside)}
        @input=${(event: Event) => {
          this.#keeping.change({ beside: (event.target as HTMLTextAreaElement).value });
          this.requestUpdate();
        }}
      ></textarea>
      ${beside.length > LONGEST ? html`<p class="warn">${WORDS.tooLong(LONGEST)}</p>` : nothing}
      ${
        this.#before && !beside && !this.#box?.text
          ? html`<p><button type="button" class="plain" @click=${this.#putBack}>${WORDS.lastMail}</button></p>`
          : nothing
      }
    </div>`;
  }

  #asRead(): TemplateResult {
    const words = marked(this.#read, wordsThatLed(this.#found, this.#chosen));
    return html`<div class="box">
      <p class="row between">
        <b>${WORDS.asRead}</b> <button type="button" class="plain" @click=${this.#change}>${WORDS.changeMail}</button>
      </p>
      <div class="as-read" tabindex="0" role="group" aria-label=${WORDS.asRead}>${words}</div>
    </div>`;
  }

  #about(): TemplateResult {
    const who = (as: Letter["as"], words: string) =>
      html`<label class="radio"
        ><input
          type="radio"
          name="as"
          value=${as}
          .checked=${this.#as === as}
          @change=${() => this.#set(() => (this.#as = as))}
        />${words}</label
      >`;
    const shops = this.#shops;
    return html`<fieldset>
        <legend>${WORDS.wroteIt}</legend>
        ${who("consumer", WORDS.aConsumer)} ${who("photographer", WORDS.aPhotographer)}
      </fieldset>
      <div class="fields">
        <label
          >${WORDS.from}<input
            type="email"
            autocomplete="off"
            maxlength="254"
            .value=${live(this.#from)}
            @input=${(event: Event) => (this.#from = valueOf(event))}
        /></label>
        <label
          >${WORDS.number}<input
            autocomplete="off"
            maxlength="64"
            .value=${live(this.#order)}
            @change=${(event: Event) => this.#set(() => (this.#order = valueOf(event)))}
        /></label>
        ${
          shops.length > 1
            ? html`<label
                >${WORDS.shop}<select id="shop" @change=${(event: Event) => (this.#shop = valueOf(event))}>
                  <option value="">–</option>
                  ${shops.map((shop) => html`<option ?selected=${shop === this.#shop}>${shop}</option>`)}
                </select></label
              >`
            : nothing
        }
      </div>
      <p class="quiet">${WORDS.from}, ${WORDS.number.toLowerCase()}: ${WORDS.optional}.</p>`;
  }

  /** The orders that fit when several do, to choose the one that is meant. */
  #orders(): unknown {
    const numbers = [...new Set(this.#found?.suggestions.flatMap(({ choices }) => choices))];
    if (numbers.length < 2) return nothing;
    return html`<div class="reason" role="group" aria-label=${WORDS.whichOrder}>
      <p>${WORDS.whichOrder}</p>
      <div class="chips">
        ${numbers.map((each) => html`<button type="button" class="small" @click=${() => this.#meant(each)}>${each}</button>`)}
      </div>
    </div>`;
  }

  // What is done

  get #place(): string {
    return `${this.me.name}|mail`;
  }

  get #shops(): string[] {
    return this.me.queues.filter((queue) => queue !== "service");
  }

  get #box(): DeskAnswer | null {
    return this.renderRoot.querySelector("desk-answer");
  }

  get #mailBox(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("#mail");
  }

  #submit(event: Event): void {
    event.preventDefault();
    void this.#suggest();
  }

  #keys(event: KeyboardEvent): void {
    if (event.key === "Escape") (event.composedPath()[0] as HTMLElement).blur();
    if (isSend(event)) this.#submit(event);
  }

  #set(change: () => void): void {
    change();
    const params = new URLSearchParams({
      ...(this.#order ? { order: this.#order } : {}),
      ...(this.#as === "photographer" ? { as: this.#as } : {}),
    });
    history.replaceState(null, "", `/desk/mail${params.size ? `?${params}` : ""}`);
    this.requestUpdate();
  }

  #meant(number: string): void {
    this.#set(() => (this.#order = number));
    void this.#suggest();
  }

  async #suggest(): Promise<void> {
    const text = this.#keeping.read().beside.slice(0, LONGEST);
    if (this.#state === "asking") return;
    if (!text.trim()) {
      this.#draftsTold = WORDS.emptyMail;
      this.requestUpdate();
      this.#mailBox?.focus();
      return;
    }
    if (this.#shops.length > 1 && !this.#shop) {
      this.#draftsTold = WORDS.whichShop;
      this.requestUpdate();
      this.renderRoot.querySelector<HTMLElement>("#shop")?.focus();
      return;
    }
    const mail = this.#mail;
    this.#state = "asking";
    this.#draftsTold = this.#told = this.#alarm = "";
    this.requestUpdate();
    const [number, from, shop] = [this.#order.trim(), this.#from.trim(), this.#shop];
    try {
      const found = await this.server.suggest({
        text,
        as: this.#as,
        ...(number ? { order: number } : {}),
        ...(from ? { from } : {}),
        ...(shop ? { shop } : {}),
      });
      if (mail !== this.#mail) return;
      this.#found = { ...found, text };
      this.#read = text;
      this.#chosen = 0;
      this.dispatchEvent(new CustomEvent("desk-news", { detail: { text: WORDS.ready(found.suggestions.length) } }));
      await this.#focusDrafts();
    } catch (error) {
      if (mail !== this.#mail) return;
      this.#draftsTold = explained(error as Trouble);
    }
    this.#state = "idle";
    this.requestUpdate();
  }

  /** Out of the box, so that the keys of the drafts do something. */
  async #focusDrafts(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<DeskDrafts>("desk-drafts")?.focusTitle();
  }

  #choose(place: number): boolean {
    if (!this.#found?.suggestions[place]) return false;
    this.#chosen = place;
    this.requestUpdate();
    return true;
  }

  #insert(place: number): void {
    if (!this.#found?.suggestions[place]) return;
    this.#box?.insert(this.#found, place);
    this.requestUpdate();
  }

  #typed(): void {
    this.#told = this.#alarm = "";
    this.requestUpdate();
  }

  async #copy(withLinks: boolean): Promise<void> {
    const box = this.#box;
    if (!box?.isReady()) return;
    const text = box.text.trim();
    if (!(await copy(withLinks ? text : withoutLinks(text)))) {
      this.#alarm = WORDS.notCopied;
      this.requestUpdate();
      return;
    }
    judge(this.server, this.#keeping.read());
    this.#told = WORDS.copied;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("#next")?.focus();
  }

  #change(): void {
    this.#read = "";
    this.requestUpdate();
    void this.updateComplete.then(() => this.#mailBox?.focus());
  }

  #next(): void {
    const typed = this.#keeping.read();
    const isOver = this.#told || !(typed.answer.trim() || typed.beside.trim());
    this.#before = isOver ? undefined : typed;
    this.#mail++;
    this.#state = "idle";
    this.#box?.clear();
    this.#keeping.change({ beside: "" });
    this.#found = undefined;
    this.#read = this.#told = this.#alarm = this.#draftsTold = this.#from = "";
    this.#chosen = 0;
    this.#as = "consumer";
    this.#set(() => (this.#order = ""));
    void this.updateComplete.then(() => this.#mailBox?.focus());
  }

  #putBack(): void {
    if (this.#before) this.#keeping.change(this.#before);
    this.#before = undefined;
    this.#box?.requestUpdate();
    this.#change();
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}
