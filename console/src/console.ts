// What does an agent see of the desk: where they are, the inbox, and what they do there?

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { DeskConversation } from "./conversation";
import { type Doing, doingOf, keyOf } from "./keys";
import { singleKeys } from "./keeping";
import type { DeskMail } from "./mail";
import { meet } from "./people";
import { type Glimpse, type Inbox, type Me, Server, type Trouble, type View, VIEWS } from "./server";
import { base } from "./style";
import { ago, explained, shopOfMany, whoAsks, whoHas, WORDS } from "./words";

const CLOCK_MS = 30_000;
// Long enough for a screen reader to have read it, so that nobody meets it a second time.
const NEWS_MS = 15_000;

type Place = { page: "inbox" } | { page: "conversation"; id: string } | { page: "mail" };

/** The pages beside the two of this script. */
const PAGES = [["/desk/numbers", WORDS.numbersPage]] as const;
const LEADS_PAGES = [
  ["/desk/gaps", WORDS.gapsPage],
  ["/desk/knowledge", WORDS.articlesPage],
] as const;

export class PhotodeskConsole extends LitElement {
  static override styles = base;

  #server = new Server(() => this.#signIn());
  #me: Me | undefined;
  #place: Place = placeOf(location.pathname);
  #view: View = viewOf(location.search);
  /** Whose conversations are shown; of all when empty. */
  #shop = shopOf(location.search);
  #inbox: Inbox | undefined;
  /** How many were open when it was last asked, in the shop that is shown. */
  #open: number | undefined;
  #alarm = "";
  #stillIn = "";
  #isLive = true;
  #pulse = 0;
  #now = Date.now();
  #news: { id: number; text: string }[] = [];
  #newsCount = 0;
  #lastRead = new Map<string, number>();
  #isAsking = false;
  #isAskedAgain = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#keys);
    addEventListener("popstate", this.#follow);
    setInterval(() => {
      this.#now = Date.now();
      this.requestUpdate();
    }, CLOCK_MS);
    void this.#begin();
  }

  protected override updated(): void {
    const unread = this.#inbox?.conversations.filter((each) => each.unread).length ?? 0;
    const here = this.#place.page === "mail" ? WORDS.mailTitle : WORDS.inbox;
    document.title = `${unread ? `(${unread}) ` : ""}${here} – ${WORDS.brand}`;
  }

  protected override render(): TemplateResult {
    const { page } = this.#place;
    return html`<div class="root on-${page}" @click=${this.#goWithin}>
      <div class="unseen" role="log" aria-live="polite" aria-label=${WORDS.news}>
        ${repeat(
          this.#news,
          ({ id }) => id,
          ({ text }) => html`<p>${text}</p>`,
        )}
      </div>
      ${this.#top()}
      ${
        this.#me
          ? this.#page(this.#me)
          : html`<main class="empty"><p role=${this.#alarm ? "alert" : nothing}>${this.#alarm || WORDS.loading}</p></main>`
      }
      ${this.#help()}
    </div>`;
  }

  #top(): TemplateResult {
    const { page } = this.#place;
    const me = this.#me;
    const link = (href: string, words: string, isHere: boolean) =>
      html`<a href=${href} aria-current=${isHere ? "page" : nothing}>${words}</a>`;
    return html`<header class="top">
      <button type="button" class="skip" @click=${this.#skip}>${WORDS.skip}</button>
      <a class="brand" href="/desk">${WORDS.brand}</a>
      <nav aria-label=${WORDS.main}>
        ${link("/desk", WORDS.inboxPage, page !== "mail")} ${link("/desk/mail", WORDS.mailPage, page === "mail")}
        ${me ? [...PAGES, ...(me.is_lead ? LEADS_PAGES : [])].map(([href, words]) => link(href, words, false)) : nothing}
      </nav>
      <span class="live" role="status">${this.#stillIn || (this.#isLive ? nothing : WORDS.notLive)}</span>
      <button type="button" class="small" aria-keyshortcuts="?" @click=${this.#toggleHelp}>
        ${WORDS.keys} <kbd>?</kbd>
      </button>
      ${
        me
          ? html`<a class="me" href="/desk/password" title=${WORDS.changePassword}>${me.shown_as}</a>
            <button type="button" class="small" @click=${this.#signOut}>${WORDS.signOut}</button>`
          : nothing
      }
    </header>`;
  }

  #page(me: Me): TemplateResult {
    const place = this.#place;
    if (place.page === "mail")
      return html`<main tabindex="-1">
        <desk-mail .server=${this.#server} .me=${me} @desk-news=${this.#hear}></desk-mail>
      </main>`;
    return html`<div class="desk">
      ${this.#list(me)}
      <main tabindex="-1">
        ${
          place.page === "conversation"
            ? html`<desk-conversation
                .server=${this.#server}
                .me=${me}
                .conversation=${place.id}
                .pulse=${this.#pulse}
                .now=${this.#now}
                @desk-news=${this.#hear}
                @desk-read=${this.#read}
                @desk-done=${() => void this.#ask()}
              ></desk-conversation>`
            : html`<div class="empty">
                <h1 class="unseen">${WORDS.inbox}</h1>
                <p>${WORDS.choose}</p>
              </div>`
        }
      </main>
    </div>`;
  }

  #list(me: Me): TemplateResult {
    const found = this.#inbox?.conversations;
    const hasMore = found && this.#inbox && this.#inbox.counts[this.#view] > found.length;
    return html`<nav class="inbox" aria-label=${WORDS.inbox}>
      <div class="views" role="group" aria-label=${WORDS.inbox}>
        ${VIEWS.map(
          (view) =>
            html`<button
              type="button"
              aria-pressed=${view === this.#view}
              title=${WORDS.viewsMean[view]}
              @click=${() => this.#turnTo(view, this.#shop)}
            >
              ${WORDS.views[view]} <b>${this.#inbox?.counts[view] ?? nothing}</b>
            </button>`,
        )}
      </div>
      <div class="steps-through">
        <button type="button" class="small" aria-keyshortcuts="j" @click=${() => this.#step(1)}>
          ${WORDS.next} <kbd>${keyOf("next")}</kbd>
        </button>
        <button type="button" class="small" aria-keyshortcuts="k" @click=${() => this.#step(-1)}>
          ${WORDS.previous} <kbd>${keyOf("previous")}</kbd>
        </button>
        ${this.#shops()}
      </div>
      ${this.#alarm ? html`<p class="alarm" role="alert">${this.#alarm}</p>` : nothing}
      ${
        found?.length
          ? html`<ol class="list scroll" @keydown=${this.#arrows}>
              ${repeat(
                found,
                ({ id }) => id,
                (each) => this.#item(each, me),
              )}
              ${hasMore ? html`<li class="quiet rest">${WORDS.onlyNewest(found.length)}</li>` : nothing}
            </ol>`
          : html`<p class="quiet empty-view">${found ? WORDS.empty[this.#view] : WORDS.loading}</p>`
      }
    </nav>`;
  }

  #shops(): unknown {
    const shops = new Set([...(this.#inbox?.shops ?? []), ...(this.#shop ? [this.#shop] : [])]);
    if (shops.size < 2 && !this.#shop) return nothing;
    return html`<select
      aria-label=${WORDS.whoseShop}
      @change=${(event: Event) => this.#turnTo(this.#view, (event.target as HTMLSelectElement).value)}
    >
      <option value="" .selected=${!this.#shop}>${WORDS.allShops}</option>
      ${[...shops].sort().map((shop) => html`<option value=${shop} .selected=${shop === this.#shop}>${shop}</option>`)}
    </select>`;
  }

  #item(one: Glimpse, me: Me): TemplateResult {
    const { id, person, unread, role } = one;
    const isOpen = this.#place.page === "conversation" && this.#place.id === id;
    const who = person.author === "agent" ? `${WORDS.authors.agent}: ` : "";
    const tags = [shopOfMany(one, me), role === "consumer" ? "" : role, one.case?.summary.order?.number].filter(
      Boolean,
    );
    return html`<li>
      <a class="item ${unread ? "is-unread" : ""}" href="/desk/c/${id}" aria-current=${isOpen ? "true" : nothing}>
        <span class="line">
          <b class="name">${whoAsks(one)}</b>
          ${unread ? html`<span class="badge">${unread}<span class="unseen"> ${WORDS.unread}</span></span>` : nothing}
          <time class="quiet" datetime=${one.updated_at}>${ago(one.updated_at, this.#now)}</time>
        </span>
        <span class="last">${who}${person.text}</span>
        <span class="line quiet">
          <span>${whoHas(one.case, me.name)}</span>
          ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
        </span>
      </a>
    </li>`;
  }

  #help(): TemplateResult {
    return html`<dialog aria-labelledby="keys-title">
      <h2 id="keys-title">${WORDS.keysTitle}</h2>
      <p class="quiet">${WORDS.keysHint}</p>
      <dl>
        ${WORDS.keyMeanings.map(
          ([key, means]) =>
            html`<div>
              <dt><kbd>${key}</kbd></dt>
              <dd>${means}</dd>
            </div>`,
        )}
      </dl>
      <label class="radio"
        ><input
          type="checkbox"
          .checked=${singleKeys.areOn}
          @change=${(event: Event) => (singleKeys.areOn = (event.target as HTMLInputElement).checked)}
        />${WORDS.keysOn}</label
      >
      <p><button type="button" class="solid" @click=${this.#toggleHelp}>${WORDS.close}</button></p>
    </dialog>`;
  }

  // What comes

  async #begin(): Promise<void> {
    try {
      this.#me = await this.#server.me();
    } catch (error) {
      this.#alarm = explained(error as Trouble);
      this.requestUpdate();
      return;
    }
    this.#server.listen(
      () => {
        this.#pulse++;
        void this.#ask();
      },
      (isLive) => {
        this.#isLive = isLive;
        this.requestUpdate();
      },
    );
    await this.#ask();
  }

  /** Ask for the inbox; once more when something changed meanwhile. */
  async #ask(): Promise<void> {
    if (this.#isAsking) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isAsking = true;
    const [view, shop] = [this.#view, this.#shop];
    try {
      const inbox = await this.#server.inbox(view, shop);
      await meet(
        this.#server,
        inbox.conversations.map((each) => each.case?.agent),
      );
      if (view === this.#view && shop === this.#shop) {
        const more = inbox.counts.open - (this.#open ?? inbox.counts.open);
        if (more > 0) this.#say(WORDS.newCases(more));
        this.#open = inbox.counts.open;
        this.#inbox = inbox;
      } else this.#isAskedAgain = true;
      this.#unmark();
      this.#alarm = "";
    } catch (error) {
      this.#alarm = explained(error as Trouble);
    }
    this.#isAsking = false;
    this.#now = Date.now();
    this.requestUpdate();
    if (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      await this.#ask();
    }
  }

  #hear(event: CustomEvent<{ text: string }>): void {
    this.#say(event.detail.text);
  }

  #say(text: string): void {
    const news = { id: ++this.#newsCount, text };
    this.#news = [...this.#news, news];
    this.requestUpdate();
    setTimeout(() => {
      this.#news = this.#news.filter((each) => each !== news);
      this.requestUpdate();
    }, NEWS_MS);
  }

  #read(event: CustomEvent<{ id: string; message: number }>): void {
    this.#lastRead.set(event.detail.id, event.detail.message);
    this.#unmark();
    this.requestUpdate();
  }

  /** An inbox that was asked for before something was read does not know that it was. */
  #unmark(): void {
    for (const one of this.#inbox?.conversations ?? []) {
      if ((one.last.id ?? 0) <= (this.#lastRead.get(one.id) ?? -1)) one.unread = 0;
    }
  }

  // What is done

  #keys = (event: KeyboardEvent) => {
    if (!singleKeys.areOn || this.renderRoot.querySelector("dialog")?.open) return;
    const doing = doingOf(event);
    if (doing && this.#do(doing)) event.preventDefault();
  };

  #do(doing: Doing): boolean {
    if (doing === "keys") this.#toggleHelp();
    else if (doing === "mail") this.#goTo("/desk/mail");
    else if (doing === "inbox") this.#goTo("/desk");
    else if ((doing === "next" || doing === "previous") && this.#place.page !== "mail")
      this.#step(doing === "next" ? 1 : -1);
    else
      return (
        this.renderRoot.querySelector<DeskConversation | DeskMail>("desk-conversation, desk-mail")?.do(doing) ?? false
      );
    return true;
  }

  #arrows(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#step(step);
  }

  /** To the next in the list: from the one that has the focus, else from the one that is open. */
  #step(step: number): void {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>(".item")];
    const focused = all.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLElement);
    const at = focused >= 0 ? focused : all.findIndex((each) => each.ariaCurrent || each.getAttribute("aria-current"));
    all[Math.min(Math.max(at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step, 0), all.length - 1)]?.focus();
  }

  #turnTo(view: View, shop: string): void {
    if (shop !== this.#shop) this.#open = undefined;
    this.#view = view;
    this.#shop = shop;
    this.#inbox = this.#inbox && { ...this.#inbox, conversations: [] };
    history.replaceState(null, "", this.#address(location.pathname));
    this.requestUpdate();
    void this.#ask();
  }

  /** Links to this page's own places change what is shown, and load nothing anew. */
  #goWithin(event: MouseEvent): void {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
      return;
    const link = event.composedPath().find((each): each is HTMLAnchorElement => each instanceof HTMLAnchorElement);
    if (!link || link.target || link.origin !== location.origin || !isOurs(link.pathname) || link.hash) return;
    event.preventDefault();
    this.#goTo(link.pathname);
  }

  #goTo(path: string): void {
    history.pushState(null, "", this.#address(path));
    this.#follow();
  }

  /** A place of this page, with what the inbox shows beside it. */
  #address(path: string): string {
    if (placeOf(path).page === "mail") return path;
    return `${path}?${new URLSearchParams({ view: this.#view, ...(this.#shop ? { shop: this.#shop } : {}) })}`;
  }

  #follow = () => {
    const left = this.#place;
    this.#place = placeOf(location.pathname);
    const [view, shop] = [viewOf(location.search), shopOf(location.search)];
    if (this.#place.page !== "mail" && (view !== this.#view || shop !== this.#shop)) this.#turnTo(view, shop);
    this.requestUpdate();
    if (this.#place.page === "conversation") void this.updateComplete.then(() => this.#skip());
    else if (this.#place.page === "inbox")
      void this.updateComplete.then(() => {
        const all = [...this.renderRoot.querySelectorAll<HTMLElement>(".item")];
        const was =
          left.page === "conversation" && all.find((each) => each.getAttribute("href") === `/desk/c/${left.id}`);
        (was || all[0])?.focus();
      });
  };

  #skip(): void {
    this.renderRoot.querySelector<HTMLElement>("main")?.focus();
  }

  #toggleHelp(): void {
    const help = this.renderRoot.querySelector("dialog");
    if (help?.open) help.close();
    else help?.showModal();
  }

  async #signOut(): Promise<void> {
    try {
      await this.#server.signOut();
      location.assign("/desk/sign-in");
    } catch (error) {
      this.#stillIn = `${WORDS.notOut} ${explained(error as Trouble)}`;
      this.requestUpdate();
    }
  }

  #signIn(): void {
    location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
}

function placeOf(path: string): Place {
  const [, id] = /^\/desk\/c\/([^/]+)$/.exec(path) ?? [];
  return id ? { page: "conversation", id: decodeURIComponent(id) } : { page: path === "/desk/mail" ? "mail" : "inbox" };
}

function isOurs(path: string): boolean {
  return path === "/desk" || path === "/desk/mail" || path.startsWith("/desk/c/");
}

function shopOf(search: string): string {
  return new URLSearchParams(search).get("shop") ?? "";
}

function viewOf(search: string): View {
  const wanted = new URLSearchParams(search).get("view");
  return VIEWS.find((view) => view === wanted) ?? "open";
}
