// What could an agent answer, and why that?

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyOf } from "./keys";
import { link } from "./letters";
import type { Line, Server, Suggestion, Suggestions } from "./server";
import { base } from "./style";
import { plain, upper, WORDS } from "./words";

/** Events: `draft-chosen` and `draft-insert` with the draft's `place`; `draft-ask`. */
export class DeskDrafts extends LitElement {
  static override styles = base;
  static override properties = {
    server: { attribute: false },
    found: { attribute: false },
    chosen: { type: Number },
    answer: {},
    state: {},
    told: {},
  };

  declare server: Server;
  declare found: Suggestions | undefined;
  declare chosen: number;
  /** What was made of the chosen draft, if anything: a sentence that is not in it any more was changed. */
  declare answer: string;
  declare state: "idle" | "asking" | "stale" | "nothing";
  /** What went wrong. */
  declare told: string;

  #line = 0;
  #isShown = false;
  #isRejecting = false;
  /** It was to be rejected without a reason. */
  #isUnsaid = false;
  #rejected = new Set<string>();

  constructor() {
    super();
    this.chosen = 0;
    this.answer = "";
    this.state = "idle";
    this.told = "";
  }

  focusTitle(): void {
    this.renderRoot.querySelector<HTMLElement>("#title")?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("found") || changed.has("chosen")) {
      this.#line = 0;
      this.#isShown = this.#isRejecting = this.#isUnsaid = false;
    }
  }

  protected override render(): TemplateResult {
    const { found, state, told } = this;
    const isBusy = state === "asking";
    return html`<section class="drafts" aria-labelledby="title" aria-busy=${isBusy}>
      <header class="column-head">
        <h2 id="title" tabindex="-1">${WORDS.draftsTitle}</h2>
        <button
          type="button"
          class=${state === "stale" ? "solid small" : "small"}
          aria-keyshortcuts="r"
          @click=${() => this.#tell("draft-ask")}
        >
          ${state === "stale" ? WORDS.suggestAnew : WORDS.suggest} <kbd>${keyOf("suggest")}</kbd>
        </button>
      </header>
      <div class="scroll">
        ${told ? html`<p class="alarm" role="alert">${told}</p>` : nothing}
        ${isBusy && !found ? html`<p class="quiet">${WORDS.thinking}</p>` : nothing}
        ${state === "nothing" ? html`<p class="quiet">${WORDS.nothingAsked}</p>` : nothing}
        ${found && !isBusy ? this.#found(found) : nothing}
      </div>
    </section>`;
  }

  #found({ id, suggestions }: Suggestions): unknown {
    const chosen = suggestions[this.chosen];
    if (!chosen) return nothing;
    return html`<div class="choices" role="group" aria-label=${WORDS.drafts}>
        ${suggestions.map((each, place) => this.#choice(each, place))}
      </div>
      ${chosen.warnings.map(({ text }) => html`<p class="warning">${text}</p>`)}
      <div class="doings">
        <button type="button" class="solid" aria-keyshortcuts="i" @click=${() => this.#tell("draft-insert")}>
          ${WORDS.insert} <kbd>${keyOf("insert")}</kbd>
        </button>
        <button type="button" id="none-fits" aria-expanded=${this.#isRejecting} @click=${this.#toggleRejecting}>
          ${WORDS.noneFits}
        </button>
      </div>
      ${this.#rejecting(id)} ${this.#letter(chosen)} ${this.#whyThis(chosen)}`;
  }

  #choice({ why, to, warnings }: Suggestion, place: number): TemplateResult {
    const topics = why.map(({ topic }) => (topic ? plain(topic) : WORDS.noTopic)).join(" + ");
    const orders = [...new Set(why.map(({ order }) => order).filter(Boolean))];
    const least = Math.min(...why.map(({ confidence }) => confidence));
    const about = [WORDS.to[to], orders.join(", "), why.some(({ topic }) => topic) ? WORDS.sure(least) : ""].filter(
      Boolean,
    );
    return html`<button
      type="button"
      class="choice"
      aria-pressed=${place === this.chosen}
      aria-keyshortcuts=${place + 1}
      @click=${() => this.#tell("draft-chosen", place)}
    >
      <kbd>${place + 1}</kbd>
      <span><b>${upper(topics)}</b><small>${about.join(" · ")}${warnings.length ? " · ⚠" : nothing}</small></span>
    </button>`;
  }

  #letter({ lines }: Suggestion): TemplateResult {
    const paragraphs = new Map<number, [Line, number][]>();
    lines.forEach((line, place) =>
      paragraphs.set(line.paragraph, [...(paragraphs.get(line.paragraph) ?? []), [line, place]]),
    );
    return html`<div class="letter" role="group" aria-label=${WORDS.draft(this.chosen + 1)} @keydown=${this.#walk}>
        ${[...paragraphs.values()].map(
          (of) =>
            html`<p>
              ${of.map(([line, place]) => [this.#sentence(line, place), this.#endsLine(of, place) ? html`<br />` : " "])}
            </p>`,
        )}
      </div>
      <div class="source" aria-live="polite">
        ${this.#isShown ? this.#source(lines[this.#line]) : html`<p class="quiet">${WORDS.whySentence}</p>`}
      </div>`;
  }

  /** Whether an item of a list comes next. */
  #endsLine(of: [Line, number][], place: number): boolean {
    return of.some(([line, at]) => at === place + 1 && /^(-|\d+\.) /.test(line.text));
  }

  #sentence(line: Line, place: number): TemplateResult {
    const { text, source } = line;
    // The address is in what is inserted; here it would only be in the way.
    const [, title] = source.kind === "links" ? (/^(.*): https?:\/\/\S+$/.exec(text) ?? []) : [];
    return html`<span
      class="sentence ${this.#isShown && place === this.#line ? "is-shown" : ""} ${this.#isChanged(line) ? "is-changed" : ""}"
      role="button"
      tabindex=${place === this.#line ? 0 : -1}
      @mouseenter=${() => this.#show(place)}
      @focus=${() => this.#show(place)}
      @click=${() => this.#show(place)}
      >${title ? html`${title} <small>(${WORDS.withAddress})</small>` : text}</span
    >`;
  }

  #isChanged({ text }: Line): boolean {
    return this.answer.trim() !== "" && !this.answer.includes(text);
  }

  #source(line: Line | undefined): unknown {
    if (!line) return nothing;
    const { kind, key, rule, facts, sections = [] } = line.source;
    const citations = (this.found?.suggestions[this.chosen]?.parts ?? [this.found?.suggestions[this.chosen]]).flatMap(
      (part) => part?.citations ?? [],
    );
    const where = sections.map((section) => {
      const cited = citations.find((each) => `${each.article}#${each.section}` === section);
      return link(cited?.title ?? plain(section.split("#")[1] ?? section), cited?.url ?? `/kb/${section}`);
    });
    return html`<p>
        <b>${WORDS.sources[kind]}</b> ${kind === "reply" || kind === "phrase" ? html`<code>${key}</code>` : nothing}
        ${rule ? html`· ${WORDS.rule} <code>${rule}</code>` : nothing}
      </p>
      ${where.length ? html`<p>${where.map((each, place) => html`${place ? " · " : nothing}§ ${each}`)}</p>` : nothing}
      ${facts ? html`<p>${WORDS.facts(facts)}</p>` : nothing}
      ${this.#isChanged(line) ? html`<p class="quiet">${upper(WORDS.changed)}</p>` : nothing}`;
  }

  #whyThis({ why }: Suggestion): TemplateResult {
    const sure = (confidence: number) => `, ${WORDS.sure(confidence)} (${Math.round(confidence * 100)} %)`;
    return html`<h3>${WORDS.whyThis}</h3>
      <ul class="why">
        ${why.map(
          ({ topic, confidence, rule, because, order }) =>
            html`<li>
              <b>${upper(topic ? plain(topic) : WORDS.noTopic)}</b>${topic ? sure(confidence) : nothing}${order ? `, ${order}` : nothing}
              ${
                rule
                  ? html`<br /><span class="quiet">${WORDS.rule} <code>${rule}</code>${because ? `: ${because}` : nothing}</span>`
                  : nothing
              }
            </li>`,
        )}
      </ul>`;
  }

  #rejecting(id: string): unknown {
    if (this.#rejected.has(`${id} ${this.chosen}`)) return html`<p class="quiet" role="status">${WORDS.told}</p>`;
    if (!this.#isRejecting) return nothing;
    return html`<form
      class="reason"
      novalidate
      @submit=${(event: Event) => this.#reject(event, id)}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#toggleRejecting()}
    >
      <label for="wrong">${WORDS.whyNot}</label>
      <div class="chips">
        ${WORDS.rejections.map(
          (why) => html`<button type="button" class="small" @click=${(event: Event) => this.#reject(event, id, why)}>
            ${upper(why)}
          </button>`,
        )}
      </div>
      <div class="row">
        <input
          id="wrong"
          maxlength="200"
          required
          aria-invalid=${this.#isUnsaid ? "true" : nothing}
          aria-describedby=${this.#isUnsaid ? "unsaid" : nothing}
        />
        <button class="small">${WORDS.reject}</button>
      </div>
      ${this.#isUnsaid ? html`<p id="unsaid" class="alarm" role="alert">${WORDS.reasonFirst}</p>` : nothing}
    </form>`;
  }

  #toggleRejecting(): void {
    this.#isRejecting = !this.#isRejecting;
    this.#isUnsaid = false;
    this.requestUpdate();
    this.renderRoot.querySelector<HTMLElement>("#none-fits")?.focus();
  }

  #reject(
    event: Event,
    id: string,
    reason = this.renderRoot.querySelector<HTMLInputElement>("#wrong")?.value.trim(),
  ): void {
    event.preventDefault();
    this.#isUnsaid = !reason;
    this.requestUpdate();
    if (!reason) {
      this.renderRoot.querySelector<HTMLElement>("#wrong")?.focus();
      return;
    }
    this.#isRejecting = false;
    this.#rejected.add(`${id} ${this.chosen}`);
    // A statistic is not worth an error.
    void this.server.judge(id, { verdict: "rejected", draft: this.chosen, reason }).catch(() => {});
    this.focusTitle();
  }

  #show(place: number): void {
    this.#line = place;
    this.#isShown = true;
    this.requestUpdate();
  }

  #walk(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const all = this.renderRoot.querySelectorAll<HTMLElement>(".sentence");
    all[Math.min(Math.max(this.#line + step, 0), all.length - 1)]?.focus();
  }

  #tell(name: string, place = this.chosen): void {
    this.dispatchEvent(new CustomEvent(name, { detail: { place } }));
  }
}
