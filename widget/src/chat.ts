// What does a person see of the chat, and what can they do there?
//
// Attributes: shop, locale, identity, server, position (right, left, inline), theme (light, dark), open.
// Properties beside them: words.
// Events: photodesk-open, -close, -message, -handover, -person, -session, -identity-needed.
// Custom properties and parts: style.ts, and README.md for whoever uses it.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { type Audience, Conversation, type Person } from "./conversation";
import { Keeping, keyOf, lastPage } from "./keeping";
import { type Doings, explained, type Look, saidView, spoken, transcript } from "./said";
import { type Message, Server, type Trouble } from "./server";
import { style } from "./style";
import { localeFor, type Words, wordsFor } from "./words";

const LONGEST = 4000;
const COUNTED_FROM = 3600;
/** In pixels: who has scrolled up further than this reads something, and is not carried off. */
const NEAR_END = 60;
const RENEWAL_MS = 30_000;
// Long enough for a screen reader to have read it, so that nobody meets it a second time.
const NEWS_MS = 15_000;
/** Where the panel fills the window; the same as in style.ts. */
const SMALL = "(max-width: 30em), (max-height: 30em) and (pointer: coarse)";

export class PhotodeskChat extends LitElement implements Audience {
  static override styles = style;
  static override properties = {
    shop: {},
    locale: {},
    words: { attribute: false },
    identity: {},
    server: {},
    position: {},
    theme: {},
    open: { type: Boolean, reflect: true },
  };

  /** Where the desk is, for an element that does not say. */
  static origin = location.origin;

  declare shop: string;
  declare locale: string;
  declare words: Partial<Words> | undefined;
  declare identity: string | undefined;
  declare server: string;
  declare position: string;
  declare theme: string;
  declare open: boolean;

  #look!: Look;
  #conversation: Conversation | undefined;
  #draft = "";
  #note = "";
  #news: { id: number; text: string }[] = [];
  #newsCount = 0;
  #isMenuOpen = false;
  #isConfirming = false;
  #mustFollow = true;
  #focusNext: string | undefined;
  #cameFrom: HTMLElement | undefined;
  #renewal = 0;

  constructor() {
    super();
    this.shop = "";
    this.locale = document.documentElement.lang || "en";
    this.server = PhotodeskChat.origin;
    this.position = "right";
    this.theme = "";
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#attend);
    addEventListener("online", this.#reconnect);
    addEventListener("storage", this.#follow);
    visualViewport?.addEventListener("resize", this.#fit);
    visualViewport?.addEventListener("scroll", this.#fit);
    this.#renewal = setInterval(() => {
      if (this.#isShown || this.#conversation?.person) void this.#conversation?.renew();
    }, RENEWAL_MS);
    this.#attend();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#attend);
    removeEventListener("online", this.#reconnect);
    removeEventListener("storage", this.#follow);
    visualViewport?.removeEventListener("resize", this.#fit);
    visualViewport?.removeEventListener("scroll", this.#fit);
    clearInterval(this.#renewal);
    this.#conversation?.end();
  }

  // What a page can do

  /** Open the chat with this text in the box, after what stands there. */
  write(text: string): void {
    this.#keepDraft([this.#draft.trimEnd(), text].filter(Boolean).join(" "));
    this.#focusNext = "textarea";
    this.open = true;
  }

  /** Begin a new conversation. */
  restart(): void {
    this.#conversation?.restart();
    this.#keepDraft("");
    this.#note = "";
  }

  // Audience: what the conversation tells

  changed(): void {
    this.requestUpdate();
  }

  heard(message: Message): void {
    const { author, text, answer, name } = message;
    const who = author === "agent" ? name || this.#words.agent : this.#words.desk;
    this.#announce(spoken(who, text, answer, this.#look));
    this.#tell("message", { id: message.id, author, text });
    if (answer?.handover) this.#tell("handover", { id: message.id });
    if (answer?.person !== undefined) this.#tell("person", { name: answer.person });
  }

  opened(session: string | undefined): void {
    this.#tell("session", { session });
  }

  unsent(trouble: Trouble): void {
    this.#announce(`${this.#words.unsent} ${explained(trouble, this.#words)}`);
  }

  apologised(text: string): void {
    this.#say(text);
  }

  returned(text: string, trouble: Trouble): void {
    this.#keepDraft([text, this.#draft].filter(Boolean).join("\n"));
    this.#say(trouble.status === 413 ? this.#words.tooLong : this.#words.refused);
  }

  identityNeeded(): void {
    this.#tell("identity-needed", {});
  }

  // The element's life

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("locale") || changed.has("words") || changed.has("server")) {
      const words = wordsFor(this.locale, this.words);
      this.#look = { words, locale: localeFor(this.locale, words), server: this.server };
    }
    if (changed.has("shop") || changed.has("server") || changed.has("identity") || changed.has("locale")) {
      this.#meet(changed.get("identity"));
    }
    if (!this.hasUpdated && !this.open && !this.#isPhone && lastPage.wasOpen) this.open = true;
    if (this.hasUpdated && changed.has("open")) {
      if (this.open) {
        const focused = document.activeElement;
        this.#cameFrom = focused instanceof HTMLElement && focused !== this && focused !== document.body ? focused : undefined;
        // On a touch screen the keyboard would cover what there is to read.
        this.#focusNext = matchMedia("(pointer: coarse)").matches ? ".panel" : "textarea";
      } else if (this.#hasFocus) this.#focusNext = ".launcher";
    }
    const paper = this.#find(".paper");
    if (!paper || paper.scrollHeight - paper.scrollTop - paper.clientHeight < NEAR_END) this.#mustFollow = true;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("open")) {
      lastPage.wasOpen = this.open;
      this.#isMenuOpen &&= this.open;
      if (changed.get("open") !== undefined) this.#tell(this.open ? "open" : "close", {});
      this.#fit();
    }
    this.#attend();
    this.#grow();
    if (this.#focusNext) {
      const back = this.#focusNext === ".launcher" && this.#cameFrom?.isConnected ? this.#cameFrom : undefined;
      (back ?? this.#find(this.#focusNext))?.focus();
      this.#focusNext = undefined;
    }
    const paper = this.#find(".paper");
    if (paper && this.#mustFollow) {
      // To the end, or to the beginning of a last message that is longer than what is seen at once.
      const all = paper.querySelectorAll<HTMLElement>(".said");
      paper.scrollTop = (all[all.length - 1]?.offsetTop ?? 0) - 16;
      this.#mustFollow = false;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.shop) return nothing;
    const words = this.#words;
    const { position, theme } = this;
    const place = position === "inline" ? "inline" : `floating ${position === "left" ? "left" : "right"}`;
    return html`<section class="root ${place} ${theme}" lang=${words.language} aria-label=${words.title}>
      <div class="unseen" role="log" aria-live="polite" aria-label=${words.news}>
        ${repeat(this.#news, ({ id }) => id, ({ text }) => html`<p>${text}</p>`)}
      </div>
      ${this.#isShown ? this.#panel() : this.#launcher()}
    </section>`;
  }

  #launcher(): TemplateResult {
    const { open, openNamed } = this.#words;
    const { unread } = this.#conversation!;
    return html`<button
      type="button"
      class="launcher"
      part="launcher"
      aria-haspopup="dialog"
      aria-expanded="false"
      aria-label=${openNamed(unread)}
      @click=${() => (this.open = true)}
    >
      ${icon("M4 5.5h16v11h-8.5L7 20v-3.5H4z")}<span>${open}</span>
      ${unread ? html`<span class="unread">${unread}</span>` : nothing}
    </button>`;
  }

  #panel(): TemplateResult {
    const words = this.#words;
    const conversation = this.#conversation!;
    const isInline = this.position === "inline";
    return html`<div
      class="panel"
      part="panel"
      tabindex="-1"
      role=${isInline ? "group" : "dialog"}
      aria-labelledby="title"
      @keydown=${this.#keys}
      @keyup=${stop}
      @keypress=${stop}
      @focusout=${this.#leave}
      @click=${this.#closeMenuOutside}
    >
      <header part="header">
        <div>
          <h2 id="title" part="title">${words.title}</h2>
          ${this.#turn(conversation.person)}
        </div>
        <button
          type="button"
          class="icon more"
          aria-label=${words.menu}
          aria-expanded=${this.#isMenuOpen}
          @click=${this.#toggleMenu}
        >
          ${icon("M12 6h.01M12 12h.01M12 18h.01", "3")}
        </button>
        ${this.#isMenuOpen ? html`<div class="menu" part="menu">${this.#menu()}</div>` : nothing}
        ${isInline
          ? nothing
          : html`<button type="button" class="icon" aria-label=${words.close} @click=${this.#close}>
              ${icon("M6 6l12 12M18 6L6 18")}
            </button>`}
      </header>
      <div class="paper" part="log" tabindex="0" role="group" aria-label=${words.messages}>${this.#paper()}</div>
      <div>
        ${this.#note ? html`<p class="note">${this.#note}</p>` : nothing}
        ${this.#isConfirming ? this.#confirm() : this.#writing()}
      </div>
    </div>`;
  }

  /** Whose turn it is to answer. */
  #turn(person: Person | undefined): TemplateResult {
    const { called, subtitle, withPerson } = this.#words;
    if (person?.isHere) return html`<p class="subtitle is-person">${withPerson(person.name)}</p>`;
    return html`<p class="subtitle">${person ? called : subtitle}</p>`;
  }

  #menu(): TemplateResult[] {
    const words = this.#words;
    const items: [string, () => void, kind?: string, focusNext?: string][] = [
      [words.copy, () => void this.#copy()],
      [words.restart, () => this.restart(), "", "textarea"],
      [words.download, () => void this.#download()],
      [words.erase, () => this.#askToErase(), "grave"],
    ];
    return items.map(([title, act, kind = "", focusNext = ".more"]) => {
      const chosen = () => {
        this.#isMenuOpen = false;
        this.#focusNext = focusNext;
        act();
        this.requestUpdate();
      };
      return html`<button type="button" class=${kind} @click=${chosen}>${title}</button>`;
    });
  }

  #paper(): unknown {
    const words = this.#words;
    const { said, earlier, isAnswering, isBehind, keeping, person, token } = this.#conversation!;
    const { rated } = keeping.read();
    const doings: Doings = {
      press: person?.isHere ? undefined : (title, payload) => this.#ask(title, payload),
      rate: (id, isHelpful) => {
        this.#focusNext = ".paper";
        this.#announce(words.thanks);
        void this.#conversation?.rate(id, isHelpful);
      },
      tryAgain: () => this.#conversation?.tryAgain(),
    };
    const isNew = said.length + earlier.length === 0 && !(isBehind && token);
    return html`${isNew ? this.#greeting() : nothing}
      ${isBehind && token ? html`<p class="rule">${words.behind}</p>` : nothing}
      ${repeat(earlier, ({ key }) => key, (each) => saidView(each, this.#look, {}))}
      ${earlier.length ? html`<p class="rule">${words.ended}</p>` : nothing}
      ${repeat(said, ({ key }) => key, (each) => saidView(each, this.#look, rated, doings))}
      ${isAnswering && !person?.isHere
        ? html`<div class="typing"><i></i><i></i><i></i><span class="unseen">${words.answering}</span></div>`
        : nothing}`;
  }

  #greeting(): TemplateResult {
    const { greeting, hint, starters, choices } = this.#words;
    return html`<div class="greeting">
      <p class="hello">${greeting}</p>
      <p>${hint}</p>
      <div class="choices" role="group" aria-label=${choices}>
        ${starters.map(
          (text) => html`<button type="button" class="choice" part="choice" @click=${() => this.#ask(text)}>${text}</button>`,
        )}
      </div>
    </div>`;
  }

  #writing(): TemplateResult {
    const words = this.#words;
    const length = lengthOf(this.#draft);
    const isLong = length > COUNTED_FROM;
    const isOver = length > LONGEST;
    const canCall = !this.#conversation?.person?.isHere;
    const number = new Intl.NumberFormat(this.#look.locale);
    return html`<form @submit=${this.#submit}>
      <div class="row">
        <label class="unseen" for="box">${words.box}</label>
        <textarea
          id="box"
          part="box"
          rows="1"
          enterkeyhint="send"
          autocomplete="off"
          placeholder=${words.placeholder}
          aria-invalid=${isOver ? "true" : nothing}
          aria-describedby=${isLong ? "count" : nothing}
          .value=${live(this.#draft)}
          @input=${this.#write}
        ></textarea>
        <button type="submit" class="send" part="send" aria-label=${words.send}>${icon("M4 12l16-7-5 15-3.5-6z")}</button>
      </div>
      ${canCall || isLong
        ? html`<div class="foot" part="foot">
            ${canCall
              ? html`<button type="button" class="plain" @click=${() => this.#ask(words.askForPerson)}>${words.person}</button>`
              : nothing}
            ${isLong
              ? html`<span class="count ${isOver ? "is-over" : ""}" id="count">${words.length(length, LONGEST, number)}</span>`
              : nothing}
          </div>`
        : nothing}
    </form>`;
  }

  #confirm(): TemplateResult {
    const words = this.#words;
    return html`<div class="confirm" role="alertdialog" aria-labelledby="erase" aria-describedby="erase-what">
      <h3 id="erase">${words.eraseTitle}</h3>
      <p id="erase-what">${words.eraseText}</p>
      <div>
        <button type="button" class="grave" @click=${this.#erase}>${words.eraseYes}</button>
        <button type="button" class="keep" @click=${this.#keep}>${words.eraseNo}</button>
      </div>
    </div>`;
  }

  // What a person does

  #ask(text: string, payload?: string): void {
    this.#note = "";
    this.#mustFollow = true;
    this.#focusNext = matchMedia("(pointer: coarse)").matches ? ".paper" : "textarea";
    this.#conversation?.say(text, payload);
  }

  #write = (event: Event): void => {
    this.#keepDraft((event.target as HTMLTextAreaElement).value);
  };

  #submit = (event?: Event): void => {
    event?.preventDefault();
    const text = this.#draft.trim();
    if (!text) return;
    if (lengthOf(text) > LONGEST) return this.#say(this.#words.tooLong);
    this.#keepDraft("");
    this.#ask(text);
    this.#focusNext = "textarea";
  };

  #keys = (event: KeyboardEvent): void => {
    event.stopPropagation(); // a page's shortcuts are not meant for who writes a message
    // Safari ends a composition before the key that ended it, which it marks with 229.
    if (event.isComposing || event.keyCode === 229) return;
    const target = event.target as Element;
    if (event.key === "Escape") this.#escape();
    else if (event.key === "Enter" && !event.shiftKey && target.matches("textarea")) {
      event.preventDefault();
      this.#submit();
    } else if (target.closest(".menu") && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      const items = Array.from(target.parentElement!.children) as HTMLElement[];
      const step = event.key === "ArrowDown" ? 1 : items.length - 1;
      items[(items.indexOf(target as HTMLElement) + step) % items.length]?.focus();
    }
  };

  #escape(): void {
    if (this.#isConfirming) this.#keep();
    else if (this.#isMenuOpen) this.#toggleMenu();
    else if (this.position !== "inline") this.open = false;
  }

  #close = (): void => {
    this.open = false;
  };

  /** Neither the menu nor a panel that fills a small screen may hide what has the focus. */
  #leave = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    if (!(next instanceof Node)) return;
    if (!this.renderRoot.contains(next) && next !== this && this.#isPhone) this.open = false;
    if (this.#isMenuOpen && !(next instanceof Element && next.closest(".menu, .more"))) this.#closeMenu();
  };

  #toggleMenu = (): void => {
    this.#isMenuOpen = !this.#isMenuOpen;
    this.#focusNext = this.#isMenuOpen ? ".menu button" : ".more";
    this.requestUpdate();
  };

  #closeMenuOutside = (event: Event): void => {
    if (this.#isMenuOpen && !(event.target as Element).closest(".menu, .more")) this.#closeMenu();
  };

  #closeMenu(): void {
    this.#isMenuOpen = false;
    this.requestUpdate();
  }

  async #copy(): Promise<void> {
    const { earlier, said } = this.#conversation!;
    if (!earlier.length && !said.length) return this.#say(this.#words.nothingSaid);
    const text = transcript([...earlier, ...said], this.#look);
    try {
      await navigator.clipboard.writeText(text);
      this.#say(this.#words.copied);
    } catch {
      this.#say(copyByHand(this.renderRoot, text) ? this.#words.copied : this.#words.notCopied);
      this.#focusNext = ".more"; // which the copying took away
    }
  }

  async #download(): Promise<void> {
    const { token, server } = this.#conversation!;
    if (!token) return this.#say(this.#words.nothingSaid);
    try {
      const data = await server.data(token);
      const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `${this.shop}-conversation.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      this.#say(this.#words.notDownloaded);
    }
  }

  #askToErase(): void {
    this.#isConfirming = true;
    this.#note = "";
    this.#focusNext = ".keep";
  }

  #keep = (): void => {
    this.#isConfirming = false;
    this.#focusNext = ".more";
    this.requestUpdate();
  };

  #erase = async (): Promise<void> => {
    try {
      await this.#conversation?.erase();
      this.#keepDraft("");
      this.#say(this.#words.erased);
    } catch {
      this.#say(this.#words.notErased);
    }
    this.#isConfirming = false;
    this.#focusNext = "textarea";
  };

  // The rest of the element's own doings

  #meet(before: string | undefined): void {
    const { server, shop, identity, locale } = this;
    const key = keyOf(server, shop, identity);
    if (this.#conversation?.keeping.key === key) {
      this.#conversation.locale = locale;
      this.#conversation.identify(identity || undefined);
      return;
    }
    this.#conversation?.end();
    if (before) this.#conversation?.keeping.forget(); // who signs out leaves nothing to the next at this machine
    const keeping = new Keeping(key);
    this.#conversation = new Conversation(new Server(server), shop, locale, keeping, identity || undefined, this);
    this.#draft = keeping.read().draft ?? "";
    this.#note = "";
    this.#isConfirming = false;
  }

  #attend = (): void => {
    if (this.hasUpdated) this.#conversation?.attend(this.#isShown && !document.hidden);
  };

  #reconnect = (): void => this.#conversation?.reconnect();

  #follow = (event: StorageEvent): void => {
    if (event.key === this.#conversation?.keeping.key) this.#conversation?.follow();
  };

  /** Keep a panel that fills the screen above the keyboard. */
  #fit = (): void => {
    const root = this.#find(".root");
    const seen = globalThis.visualViewport;
    if (!root || !seen) return;
    // A page that was zoomed in by two fingers is seen in part as well, but nothing covers it.
    const isWhole = Math.abs(seen.scale - 1) > 0.01 || seen.height >= innerHeight;
    for (const [name, value] of [["top", seen.offsetTop], ["height", seen.height]] as const) {
      if (isWhole) root.style.removeProperty(`--seen-${name}`);
      else root.style.setProperty(`--seen-${name}`, `${value}px`);
    }
    // What is left above a keyboard may be less than the panel needs: then what is written is what is to be seen.
    const panel = this.#find(".panel");
    if (panel && this.shadowRoot?.activeElement?.matches("textarea")) panel.scrollTop = panel.scrollHeight;
  };

  /** The box is as high as its text, also where field-sizing is unknown. */
  #grow(): void {
    const box = this.#find("textarea");
    if (!box || CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  #keepDraft(draft: string): void {
    this.#draft = draft;
    this.#conversation?.keeping.change({ draft });
    this.requestUpdate();
  }

  #say(note: string): void {
    this.#note = note;
    this.#announce(note);
  }

  #announce(text: string): void {
    const id = this.#newsCount++;
    this.#news = [...this.#news, { id, text }];
    setTimeout(() => {
      this.#news = this.#news.filter((each) => each.id !== id);
      this.requestUpdate();
    }, NEWS_MS);
    this.requestUpdate();
  }

  #tell(what: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`photodesk-${what}`, { bubbles: true, composed: true, detail }));
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  get #words(): Words {
    return this.#look.words;
  }

  get #isShown(): boolean {
    return this.open || this.position === "inline";
  }

  get #isPhone(): boolean {
    return this.position !== "inline" && matchMedia(SMALL).matches;
  }

  get #hasFocus(): boolean {
    return this.shadowRoot?.activeElement != null;
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}

function icon(path: string, width?: string): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${path} stroke-width=${width ?? nothing} />
  </svg>`;
}

/** As the server counts: characters, not halves of surrogate pairs. */
function lengthOf(text: string): number {
  return text.length > COUNTED_FROM ? Array.from(text).length : text.length;
}

/** For pages that may not use the clipboard, such as those without https. */
function copyByHand(root: ParentNode & Node, text: string): boolean {
  const box = document.createElement("textarea");
  box.className = "unseen";
  box.value = text;
  root.appendChild(box);
  box.focus(); // Safari selects nothing that has not got it
  box.select();
  const isCopied = document.execCommand("copy");
  box.remove();
  return isCopied;
}
