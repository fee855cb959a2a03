// What does an agent see of one conversation, and what can they do in it?

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { type DeskAnswer, judge, LONGEST } from "./answer";
import type { DeskDrafts } from "./drafts";
import { type Doing, isSend, keyOf } from "./keys";
import { Keeping } from "./keeping";
import { copy, wordsThatLed } from "./letters";
import { meet, shown, withShownName } from "./people";
import { beginning, orderView, paper } from "./said";
import {
  type Case,
  type Colleague,
  type Me,
  type Message,
  type Opened,
  type Server,
  type Suggestions,
  Trouble,
  type Viewer,
} from "./server";
import { base } from "./style";
import { explained, reader, shopOfMany, upper, whoAsks, whoHas, WORDS } from "./words";

const LOOK_MS = 10_000;
/** Who has typed something so lately counts as writing. */
const WRITES_MS = 10_000;
/** In pixels: who has scrolled up further than this reads something, and is not carried off. */
const NEAR_END = 80;

type Asking = "close" | "giveBack" | "handTo";

/**
 * Events: `desk-read` with the conversation's `id` and the last `message` that is read; `desk-news` with `text` to
 * announce; `desk-done` when the inbox is to be asked anew.
 */
export class DeskConversation extends LitElement {
  static override styles = base;
  static override properties = {
    server: { attribute: false },
    me: { attribute: false },
    conversation: {},
    pulse: { type: Number },
    now: { type: Number },
  };

  declare server: Server;
  declare me: Me;
  declare conversation: string;
  /** Grows when something was said or done somewhere. */
  declare pulse: number;
  declare now: number;

  /** Grows with each conversation that is opened: what was asked for one before it is not shown. */
  #visit = 0;
  #opened: Opened | undefined;
  /** Why it could not be fetched. */
  #trouble: Trouble | undefined;
  #viewers: Viewer[] = [];
  #found: Suggestions | undefined;
  #chosen = 0;
  #draftsState: DeskDrafts["state"] = "idle";
  #draftsTold = "";
  /** What was suggested for which state of which conversation: to come back is not to ask again. */
  #kept = new Map<string, Suggestions>();
  /** The last message of the asker's for which drafts were asked. */
  #suggestedFor = 0;
  #keeping = new Keeping("");
  #isNoting = false;
  #asking: Asking | undefined;
  #agents: Colleague[] = [];
  #told = "";
  #alarm = "";
  #isSending = false;
  #wrote = 0;
  #pane: "talk" | "drafts" = "talk";
  /** Then what is new is followed, also when the box below grows. */
  #isAtEnd = true;
  #sizes = new ResizeObserver(([paper]) => {
    if (paper && this.#isAtEnd) paper.target.scrollTop = paper.target.scrollHeight;
  });
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    document.addEventListener("visibilitychange", this.#lookNow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#sizes.disconnect();
    document.removeEventListener("visibilitychange", this.#lookNow);
  }

  /** What a key stands for; false when there is nothing to do here. */
  do(doing: Doing): boolean {
    const place = { draft1: 0, draft2: 1, draft3: 2 }[doing as string];
    if (place !== undefined) return this.#choose(place);
    const acts: Partial<Record<Doing, () => unknown>> = {
      take: () => this.#isMine || this.#take(),
      answer: () => this.#write(false),
      note: () => this.#write(true),
      insert: () => this.#insert(this.#chosen),
      suggest: () => this.#suggest(true),
      giveBack: () => void this.#ask("giveBack"),
      close: () => void this.#ask("close"),
      handTo: () => void this.#ask("handTo"),
    };
    const act = acts[doing];
    if (!act || !this.#opened) return false;
    act();
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("conversation")) this.#begin();
    else if (changed.has("pulse")) void this.#look();
  }

  protected override updated(): void {
    const paper = this.renderRoot.querySelector(".paper");
    if (!paper) return;
    this.#sizes.observe(paper); // what is observed already stays so
    if (this.#isAtEnd) paper.scrollTop = paper.scrollHeight;
  }

  protected override render(): TemplateResult {
    const opened = this.#opened;
    if (!opened)
      return html`<div class="empty" role=${this.#trouble ? "alert" : nothing}>
        <p>${this.#trouble ? explained(this.#trouble) : WORDS.loading}</p>
      </div>`;
    const { conversation, order } = opened;
    const led = wordsThatLed(this.#found, this.#chosen);
    const shop = shopOfMany(conversation, this.me);
    return html`<div class="panes shows-${this.#pane}">
      <section class="talk" aria-labelledby="with">
        <header class="column-head">
          <div class="small-screen">
            <a class="back" href="/desk">← ${WORDS.back}</a>
            ${this.#panesSwitch()}
          </div>
          <h1 id="with" tabindex="-1">${whoAsks(conversation)}</h1>
          ${shop ? html`<span class="tag">${shop}</span>` : nothing}
          <span class="quiet">${whoHas(conversation.case, this.me.name)}</span>
          ${this.#doings(conversation.case)}
        </header>
        ${this.#asking ? this.#askingView(this.#asking) : nothing}
        <div class="paper scroll" @scroll=${this.#scrolled} tabindex="0" role="group" aria-label=${WORDS.messages}>
          ${
            conversation.case || order
              ? html`<div class="cards">
                  ${conversation.case ? beginning(conversation.case) : nothing} ${order ? orderView(order) : nothing}
                </div>`
              : nothing
          }
          <ol class="all-said">
            ${paper(opened, led, this.me.shown_as, this.now)}
          </ol>
        </div>
        <div class="writing">${this.#presence()} ${this.#writing(opened)}</div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#found}
        .chosen=${this.#chosen}
        .answer=${this.#box?.madeFrom(this.#found, this.#chosen) ?? ""}
        .state=${this.#draftsState}
        .told=${this.#draftsTold}
        @draft-chosen=${(event: CustomEvent<{ place: number }>) => this.#choose(event.detail.place)}
        @draft-insert=${(event: CustomEvent<{ place: number }>) => this.#insert(event.detail.place)}
        @draft-ask=${() => this.#suggest(true)}
      ></desk-drafts>
    </div>`;
  }

  #panesSwitch(): TemplateResult {
    const pane = (name: "talk" | "drafts") =>
      html`<button type="button" class="small" aria-pressed=${this.#pane === name} @click=${() => this.#show(name)}>
        ${WORDS[name]}${name === "drafts" && this.#found ? ` (${this.#found.suggestions.length})` : nothing}
      </button>`;
    return html`<div class="switch" role="group" aria-label=${WORDS.conversation}>
      ${pane("talk")}${pane("drafts")}
    </div>`;
  }

  #doings(one: Case | null): TemplateResult {
    const button = (doing: Doing, words: string, act: () => void, kind = "") =>
      html`<button
        type="button"
        class="small ${kind}"
        aria-keyshortcuts=${keyOf(doing)}
        aria-expanded=${doing === this.#asking ? "true" : nothing}
        @click=${act}
      >
        ${words} <kbd>${keyOf(doing)}</kbd>
      </button>`;
    const isLive = one?.state === "open" || one?.state === "taken";
    const isOthers = one?.state === "taken" && !this.#isMine;
    return html`<div class="doings">
      ${
        isOthers || this.#isMine
          ? nothing
          : button("take", one?.state === "open" ? WORDS.take : WORDS.join, () => void this.#take(), "solid")
      }
      ${this.#isMine ? button("giveBack", WORDS.giveBack, () => void this.#ask("giveBack")) : nothing}
      ${isLive && !isOthers ? button("close", WORDS.closeCase, () => void this.#ask("close")) : nothing}
      ${isLive && !isOthers ? button("handTo", WORDS.handTo, () => void this.#ask("handTo")) : nothing}
      <button type="button" class="small" @click=${this.#copyLink}>${WORDS.copyLink}</button>
    </div>`;
  }

  #askingView(asking: Asking): TemplateResult {
    const isHand = asking === "handTo";
    const label = isHand ? WORDS.toWhom : asking === "close" ? WORDS.reasonToClose : WORDS.reasonToGiveBack;
    const queue = this.#opened?.conversation.case?.queue ?? "";
    const others = this.#agents.filter(({ name, queues }) => name !== this.me.name && queues.includes(queue));
    const cancel = html`<button type="button" class="small" @click=${() => void this.#ask(undefined)}>
      ${WORDS.cancel}
    </button>`;
    if (isHand && !others.length)
      return html`<div class="reason"><p role="status">${WORDS.nobodyElse}</p><div>${cancel}</div></div>`;
    return html`<form
      class="reason"
      @submit=${this.#doAsked}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && void this.#ask(undefined)}
    >
      <label for="reason">${label}</label>
      ${
        isHand
          ? nothing
          : html`<div class="chips">
              ${WORDS.reasons[asking].map(
                (why) =>
                  html`<button type="button" class="small" @click=${() => this.#end(asking, why)}>${upper(why)}</button>`,
              )}
            </div>`
      }
      <div class="row">
        ${
          isHand
            ? html`<select id="reason">
                ${others.map(({ name, shown_as }) => html`<option value=${name}>${shown_as}</option>`)}
              </select>`
            : html`<input id="reason" maxlength="200" />`
        }
        <button class="solid small">
          ${isHand ? WORDS.handOver : asking === "close" ? WORDS.closeCase : WORDS.giveBack}
        </button>
        ${cancel}
      </div>
    </form>`;
  }

  #presence(): TemplateResult {
    const writing = this.#viewers.filter(({ writes }) => writes).map(({ agent }) => shown(agent));
    const looking = this.#viewers.filter(({ writes }) => !writes).map(({ agent }) => shown(agent));
    return html`<div class="presence" role="status">
      ${writing.length ? html`<p class="warning">${WORDS.writes(writing)}</p>` : nothing}
      ${looking.length ? html`<p class="quiet">${WORDS.looks(looking)}</p>` : nothing}
    </div>`;
  }

  #writing({ conversation, by_mail }: Opened): TemplateResult {
    const { case: one } = conversation;
    const who = reader(conversation);
    const isOthers = one?.state === "taken" && !this.#isMine;
    const state = this.#isMine
      ? WORDS.readInChat(conversation.email ? who : upper(who), by_mail)
      : isOthers
        ? WORDS.anotherHas(shown(one?.agent ?? null))
        : one && one.state !== "open"
          ? WORDS.hasEnded
          : WORDS.takeFirst;
    const alarm = this.#alarm || (this.#trouble ? explained(this.#trouble) : "");
    const tab = (isNote: boolean, words: string, doing: Doing) =>
      html`<button
        type="button"
        class="small"
        aria-pressed=${this.#isNoting === isNote}
        aria-keyshortcuts=${keyOf(doing)}
        @click=${() => this.#write(isNote)}
      >
        ${words} <kbd>${keyOf(doing)}</kbd>
      </button>`;
    return html`<div class="tabs" role="group" aria-label=${WORDS.yourAnswer}>
        ${tab(false, WORDS.answerTab, "answer")} ${one ? tab(true, WORDS.note, "note") : nothing}
        <span class="told" role="status">${this.#told}</span>
      </div>
      ${alarm ? html`<p class="alarm" role="alert">${alarm}</p>` : nothing}
      <desk-answer
        ?hidden=${this.#isNoting}
        .place=${this.#place}
        @answer-changed=${this.#typed}
        @answer-send=${() => void this.#send()}
      >
        <div class="sending">
          <p class=${this.#isMine ? "quiet" : "warn"}>${state}</p>
          <button
            type="button"
            class="solid send"
            aria-disabled=${!this.#isMine || this.#isSending}
            aria-keyshortcuts="Control+Enter"
            @click=${() => void this.#send()}
          >
            ${this.#isSending ? WORDS.sending : WORDS.send(who)} <kbd>Ctrl ↵</kbd>
          </button>
        </div>
      </desk-answer>
      ${this.#isNoting ? this.#noteBox() : nothing}`;
  }

  #noteBox(): TemplateResult {
    return html`<form class="box note" @submit=${this.#keepNote}>
      <label for="note">${WORDS.writeNote}</label>
      <textarea
        id="note"
        rows="3"
        maxlength=${LONGEST}
        .value=${live(this.#keeping.read().beside)}
        @input=${(event: Event) => this.#keeping.change({ beside: (event.target as HTMLTextAreaElement).value })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape") (event.target as HTMLElement).blur();
          if (isSend(event)) void this.#keepNote(event);
        }}
      ></textarea>
      <div class="sending">
        <p class="quiet">${WORDS.notes}</p>
        <button class="small">${WORDS.keepNote} <kbd>Ctrl ↵</kbd></button>
      </div>
    </form>`;
  }

  // What is there

  get #isMine(): boolean {
    const one = this.#opened?.conversation.case;
    return one?.state === "taken" && one.agent === this.me.name;
  }

  /** Where what is typed is kept under: another agent who signs in here does not find it. */
  get #place(): string {
    return `${this.me.name}|${this.conversation}`;
  }

  get #box(): DeskAnswer | null {
    return this.renderRoot.querySelector("desk-answer");
  }

  #last(author: Message["author"]): number {
    return Math.max(0, ...(this.#opened?.messages ?? []).filter((each) => each.author === author).map(({ id }) => id));
  }

  /** Tells, when it is called later, whether the agent is still at the conversation that they were at. */
  #staying(): () => boolean {
    const visit = this.#visit;
    return () => visit === this.#visit;
  }

  #begin(): void {
    this.#visit++;
    this.#opened = this.#found = this.#asking = this.#trouble = undefined;
    this.#viewers = [];
    this.#chosen = this.#suggestedFor = this.#wrote = 0;
    this.#draftsState = "idle";
    this.#draftsTold = this.#told = this.#alarm = "";
    this.#isNoting = this.#isSending = false;
    this.#pane = "talk";
    this.#isAtEnd = true;
    this.#keeping = new Keeping(this.#place);
    void this.#load();
  }

  async #load(): Promise<void> {
    const isHere = this.#staying();
    let before: Opened | undefined;
    try {
      const opened = await this.server.conversation(this.conversation);
      await meet(this.server, [opened.conversation.case?.agent, ...opened.notes.map(({ agent }) => agent)]);
      if (!isHere()) return;
      before = this.#opened;
      this.#trouble = undefined;
      // What was asked for earlier may come later.
      if (before && opened.newest < before.newest) return this.requestUpdate();
      this.#opened = opened;
    } catch (error) {
      if (!isHere()) return;
      this.#trouble = error as Trouble;
      this.requestUpdate();
      return;
    }
    this.requestUpdate();
    await this.updateComplete;
    if (!isHere()) return;
    if (before)
      this.#announce(this.#opened.messages.filter(({ id }) => !before.messages.some((each) => each.id === id)));
    else void this.#look();
    const one = this.#opened.conversation.case;
    const isWanted = one?.state === "open" || this.#isMine;
    if (this.#last("asker") < this.#last("agent")) {
      if (!this.#found) this.#draftsState = "nothing";
      this.requestUpdate();
    } else if (this.#last("asker") > this.#suggestedFor && isWanted) {
      if (!this.#found) void this.#suggest();
      else if (this.#draftsState !== "asking") this.#draftsState = "stale"; // it does not change under one's hands
      this.requestUpdate();
    }
  }

  #announce(messages: Message[]): void {
    const others = messages.filter(({ author, name }) => author !== "agent" || name !== this.me.shown_as);
    for (const { author, text, name } of others)
      this.#tellRoot("desk-news", { text: `${name ?? WORDS.authors[author]}: ${text}` });
  }

  #scrolled(event: Event): void {
    const { scrollHeight, scrollTop, clientHeight } = event.target as HTMLElement;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #lookNow = () => void this.#look();

  /** Tell what was read and whether something is written, hear who else does so, and whether anything is new. */
  async #look(): Promise<void> {
    const isHere = this.#staying();
    const { conversation } = this;
    const opened = this.#opened;
    if (document.visibilityState !== "visible") return;
    if (!opened) {
      if (this.#trouble && this.#trouble.status !== 404) await this.#load();
      return;
    }
    const last = Math.max(0, ...opened.messages.map(({ id }) => id));
    const writes = Date.now() - this.#wrote < WRITES_MS;
    try {
      const { viewers, newest } = await this.server.look(conversation, last, writes);
      await meet(
        this.server,
        viewers.map(({ agent }) => agent),
      );
      if (!isHere()) return;
      this.#viewers = viewers;
      this.requestUpdate();
      this.#tellRoot("desk-read", { id: conversation, message: last });
      if (newest !== this.#opened?.newest) {
        await this.#load();
        if (isHere() && this.#opened && Math.max(0, ...this.#opened.messages.map(({ id }) => id)) > last)
          await this.#look();
      }
    } catch {
      // the next look tells
    }
  }

  // What is done

  #show(pane: "talk" | "drafts"): void {
    this.#pane = pane;
    this.requestUpdate();
  }

  #typed(): void {
    const isFirst = Date.now() - this.#wrote >= WRITES_MS;
    this.#alarm = this.#told = "";
    this.#wrote = this.#box?.text.trim() ? Date.now() : 0;
    if (isFirst && this.#wrote) void this.#look();
    this.requestUpdate();
  }

  #write(isNote: boolean): void {
    this.#isNoting = isNote && Boolean(this.#opened?.conversation.case);
    this.#pane = "talk";
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.#isNoting ? this.renderRoot.querySelector<HTMLElement>("#note")?.focus() : this.#box?.focusBox(),
    );
  }

  async #suggest(anew = false): Promise<void> {
    const before = this.#draftsState;
    if (before === "asking") return;
    const isHere = this.#staying();
    const { conversation } = this;
    const asked = this.#last("asker");
    const about = `${conversation} ${asked}`;
    this.#draftsState = "asking";
    this.#draftsTold = "";
    this.#suggestedFor = asked;
    this.requestUpdate();
    try {
      const found = (!anew && this.#kept.get(about)) || (await this.server.suggest({ conversation }));
      this.#kept.set(about, found);
      if (!isHere()) return;
      if (this.#last("agent") > asked) return this.#isAnswered();
      this.#found = found;
      this.#chosen = 0;
      this.#draftsState = "idle";
      this.#tellRoot("desk-news", { text: WORDS.ready(found.suggestions.length) });
    } catch (error) {
      if (!isHere()) return;
      const isNothing = (error as Trouble).status === 409;
      if (isNothing) this.#found = undefined;
      this.#draftsState = isNothing ? "nothing" : before;
      this.#draftsTold = isNothing ? "" : explained(error as Trouble);
    }
    this.requestUpdate();
  }

  /** The drafts that were asked for are too late; for what was said since, others are asked for. */
  #isAnswered(): void {
    this.#draftsState = "nothing";
    this.requestUpdate();
    if (this.#last("asker") > this.#last("agent")) void this.#suggest();
  }

  #choose(place: number): boolean {
    if (!this.#found?.suggestions[place]) return false;
    this.#chosen = place;
    this.#pane = "drafts";
    this.requestUpdate();
    return true;
  }

  #insert(place: number): void {
    if (!this.#found?.suggestions[place]) return;
    this.#isNoting = false;
    this.#pane = "talk";
    this.#box?.insert(this.#found, place);
    this.requestUpdate();
  }

  async #take(): Promise<void> {
    const isHere = this.#staying();
    const one = this.#opened?.conversation.case;
    await this.#doing(async () => {
      const { id } = one?.state === "open" ? one : await this.server.join(this.conversation);
      await this.server.take(id);
    });
    if (isHere() && this.#isMine) this.#box?.focusBox();
  }

  async #send(): Promise<void> {
    const box = this.#box;
    const one = this.#opened?.conversation.case;
    if (!box || this.#isSending) return;
    if (!this.#isMine || !one) {
      this.#alarm =
        one?.state === "taken"
          ? WORDS.anotherHas(shown(one.agent))
          : one && one.state !== "open"
            ? WORDS.hasEnded
            : WORDS.takeFirst;
      this.requestUpdate();
      return;
    }
    if (!box.isReady()) return;
    const isHere = this.#staying();
    const keeping = this.#keeping;
    const typed = keeping.read();
    const id = typed.id ?? newId();
    keeping.change({ id });
    this.#isSending = true;
    this.requestUpdate();
    const isSent = await this.#doing(async () => {
      await this.server.say(one.id, typed.answer.trim(), id);
      judge(this.server, typed);
      keeping.letGo("answer", typed.answer);
      this.#box?.requestUpdate(); // the agent may have been away and come back to another box
    });
    if (!isHere()) return;
    this.#isSending = false;
    if (isSent) {
      this.#wrote = 0;
      this.#found = undefined;
      this.#draftsState = "nothing";
      this.#isAtEnd = true;
      this.#told = WORDS.sent;
    }
    this.requestUpdate();
  }

  async #keepNote(event: Event): Promise<void> {
    event.preventDefault();
    const one = this.#opened?.conversation.case;
    const keeping = this.#keeping;
    const { beside: note } = keeping.read();
    if (!one || !note.trim() || this.#isSending) return;
    const isHere = this.#staying();
    this.#isSending = true;
    const isKept = await this.#doing(async () => {
      await this.server.note(one.id, note.trim());
      keeping.letGo("beside", note);
      this.requestUpdate();
    });
    if (!isHere()) return;
    this.#isSending = false;
    if (isKept) {
      this.#isAtEnd = true;
      this.#isNoting = keeping.read().beside !== "";
      this.#told = WORDS.noteKept;
    }
    this.requestUpdate();
    await this.updateComplete;
    if (!this.#isNoting && !this.#hasFocus) this.#focus("#with");
  }

  async #ask(asking: Asking | undefined): Promise<void> {
    const isHere = this.#staying();
    const one = this.#opened?.conversation.case;
    const isOthers = one?.state === "taken" && !this.#isMine;
    const mayBe =
      one && !isOthers && (asking === "giveBack" ? this.#isMine : one.state === "open" || one.state === "taken");
    const next = mayBe && asking !== this.#asking ? asking : undefined;
    if (next === "handTo") {
      // They may have changed since; and what is chosen among is there when the form is.
      try {
        this.#agents = await this.server.agents();
      } catch (error) {
        if (isHere()) this.#alarm = explained(error as Trouble);
        this.requestUpdate();
        return;
      }
      if (!isHere()) return;
    }
    this.#asking = next;
    if (next) this.#pane = "talk";
    this.requestUpdate();
    await this.updateComplete;
    this.#focus(...(next ? ["#reason", ".reason button"] : ["#with"]));
  }

  get #hasFocus(): boolean {
    return Boolean((this.renderRoot as ShadowRoot).activeElement);
  }

  /** The first of these that is there. */
  #focus(...which: string[]): void {
    const found = which.map((each) => this.renderRoot.querySelector<HTMLElement>(each));
    found.find((each) => each)?.focus();
  }

  #doAsked(event: Event): void {
    event.preventDefault();
    const given = this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>("#reason")?.value.trim() ?? "";
    if (this.#asking === "handTo") void this.#hand(given);
    else if (this.#asking) void this.#end(this.#asking, given);
  }

  async #end(asking: "close" | "giveBack", reason: string): Promise<void> {
    const one = this.#opened?.conversation.case;
    void this.#ask(undefined);
    if (one) await this.#doing(() => this.server.end(one.id, asking === "close" ? "close" : "give-back", reason));
  }

  async #hand(to: string): Promise<void> {
    const isHere = this.#staying();
    const one = this.#opened?.conversation.case;
    void this.#ask(undefined);
    const isHanded = one && (await this.#doing(() => this.server.handTo(one.id, to)));
    if (isHanded && isHere()) this.#told = WORDS.handed(shown(to));
    this.requestUpdate();
  }

  async #copyLink(): Promise<void> {
    this.#told = (await copy(`${location.origin}/desk/c/${this.conversation}`)) ? WORDS.linkCopied : WORDS.notCopied;
    this.requestUpdate();
  }

  /** Do something and see how it stands then; what went wrong is told in words. */
  async #doing(act: () => Promise<unknown>): Promise<boolean> {
    const isHere = this.#staying();
    this.#alarm = this.#told = "";
    let isDone = true;
    try {
      await act();
    } catch (error) {
      isDone = false;
      const { status, message } = error as Trouble;
      const told =
        status === 409 ? WORDS.takenMeanwhile(await withShownName(this.server, message)) : explained(error as Trouble);
      if (isHere()) this.#alarm = told;
    }
    if (isHere()) await this.#load();
    this.#tellRoot("desk-done", {});
    this.requestUpdate();
    return isDone;
  }

  #tellRoot(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
