// What does the page ask the desk's server?

export interface Me {
  name: string;
  shown_as: string;
  queues: string[];
  is_lead: boolean;
  /** What each change carries beside the cookie. */
  csrf: string | null;
}

export interface Citation {
  article: string;
  section: string;
  url: string;
  title: string;
}

export interface Step {
  state: string;
  at: string | null;
  done: boolean;
}

export interface Order {
  number: string;
  state: string;
  title?: string | null;
  more?: number;
  placed_at?: string | null;
  steps?: Step[];
  email?: string;
  proven?: boolean;
}

export interface Answer {
  text: string;
  topic: string | null;
  confidence: number;
  outcome: string;
  citations: Citation[];
  rule?: string;
  order?: Order | null;
  parts?: Answer[];
  person?: string | null;
}

export interface Message {
  id: number;
  at: string;
  author: "asker" | "desk" | "agent";
  text: string;
  answer?: Answer;
  name?: string | null;
}

export interface Summary {
  asked?: string;
  topic?: string | null;
  rule?: string | null;
  because?: string | null;
  number_typed?: string | null;
  order?: Order | null;
}

export interface Case {
  id: number;
  queue: string;
  state: "open" | "taken" | "given_back" | "closed";
  reason: string;
  summary: Summary;
  email: string | null;
  agent: string | null;
  opened_at: string;
  ended_at: string | null;
  end_reason: string | null;
}

export interface Glimpse {
  id: string;
  shop: string;
  role: string;
  email: string | null;
  updated_at: string;
  case: Case | null;
  last: { id: number | null; author: Message["author"] | null; text: string };
  /** What the asker or an agent said last. */
  person: { author: "asker" | "agent" | null; text: string };
  unread: number;
}

export interface Note {
  at: string;
  agent: string;
  text: string;
}

export interface Opened {
  conversation: Glimpse;
  messages: Message[];
  notes: Note[];
  order: Order | null;
  /** Whether an answer goes out by mail as well. */
  by_mail: boolean;
  /** Grows with whatever is said or done here. */
  newest: number;
}

export interface Viewer {
  agent: string;
  writes: boolean;
}

export const VIEWS = ["open", "mine", "taken", "live", "ended"] as const;
export type View = (typeof VIEWS)[number];

export interface Inbox {
  conversations: Glimpse[];
  counts: Record<View, number>;
  /** Whose conversations there are at all. */
  shops: string[];
}

export interface Colleague {
  name: string;
  shown_as: string;
  /** Which this agent answers for too. */
  queues: string[];
}

export interface Source {
  kind: "reply" | "phrase" | "links" | "settings";
  key: string;
  rule?: string;
  facts?: string[];
  sections?: string[];
}

export interface Line {
  text: string;
  paragraph: number;
  source: Source;
}

export interface Why {
  topic: string | null;
  confidence: number;
  rule: string | null;
  because: string | null;
  order: string | null;
}

export interface Suggestion extends Answer {
  draft: string;
  to: "consumer" | "photographer" | "customer";
  gaps: number;
  warnings: { code: string; text: string }[];
  /** Numbers of the orders that could be meant, when it is several. */
  choices: string[];
  /** Counted in characters of Unicode, not in JavaScript's. */
  places: { topic: string; start: number; end: number }[];
  why: Why[];
  lines: Line[];
}

export interface Suggestions {
  id: string;
  /** What was read. */
  text: string;
  suggestions: Suggestion[];
}

export interface Letter {
  text: string;
  as: "consumer" | "photographer";
  order?: string;
  from?: string;
  shop?: string;
}

export interface Verdict {
  verdict: "accepted" | "edited" | "rejected";
  draft: number;
  text?: string;
  reason?: string;
}

/** The server could not be reached (status 0) or did not do what it was asked; the message says why. */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    message = "",
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 45_000;
const POLL_MS = 15_000;
/** A stream ends after five minutes, and each begins with an event: one that is silent for longer has broken unseen. */
const LONGEST_SILENCE_MS = 330_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** Whoever has touched nothing for so long is perhaps not there, and the page does not keep them signed in. */
const UNATTENDED_MS = 60_000;

export class Server {
  #csrf = "";
  #touched = Date.now();

  constructor(private readonly signedOut: () => void) {
    for (const name of ["keydown", "pointerdown", "pointermove"]) {
      addEventListener(name, () => (this.#touched = Date.now()), { passive: true, capture: true });
    }
  }

  async me(): Promise<Me> {
    const me = await this.#call<Me>("GET", "/desk/me");
    this.#csrf = me.csrf ?? "";
    return me;
  }

  signOut(): Promise<unknown> {
    return this.#call("POST", "/desk/sign-out");
  }

  async agents(): Promise<Colleague[]> {
    return (await this.#call<{ agents: [] }>("GET", "/desk/agents")).agents;
  }

  /** One shop's, or with an empty name all. */
  inbox(view: View, shop: string): Promise<Inbox> {
    return this.#call("GET", `/desk/conversations?${new URLSearchParams({ view, shop })}`);
  }

  conversation(id: string): Promise<Opened> {
    return this.#call("GET", `/desk/conversations/${encodeURIComponent(id)}`);
  }

  look(id: string, message: number, writes: boolean): Promise<{ viewers: Viewer[]; newest: number }> {
    return this.#call("POST", `/desk/conversations/${encodeURIComponent(id)}/look`, { message, writes });
  }

  async join(id: string): Promise<Case> {
    return (await this.#call<{ case: Case }>("POST", `/desk/conversations/${encodeURIComponent(id)}/case`)).case;
  }

  take(id: number): Promise<unknown> {
    return this.#call("POST", `/desk/cases/${id}/take`);
  }

  say(id: number, text: string, clientId: string): Promise<unknown> {
    return this.#call("POST", `/desk/cases/${id}/messages`, { text, id: clientId });
  }

  end(id: number, how: "give-back" | "close", reason: string): Promise<unknown> {
    return this.#call("POST", `/desk/cases/${id}/${how}`, reason ? { reason } : {});
  }

  note(id: number, text: string): Promise<unknown> {
    return this.#call("POST", `/desk/cases/${id}/notes`, { text });
  }

  handTo(id: number, to: string): Promise<unknown> {
    return this.#call("POST", `/desk/cases/${id}/hand-to`, { to });
  }

  suggest(what: { conversation: string } | Letter): Promise<Suggestions> {
    return this.#call("POST", "/desk/suggestions", what);
  }

  judge(id: string, verdict: Verdict): Promise<unknown> {
    return this.#call("POST", `/desk/suggestions/${encodeURIComponent(id)}/feedback`, verdict);
  }

  /** Call `changed` whenever something was said or done; by looking now and then where no stream comes through. */
  listen(changed: () => void, live: (isLive: boolean) => void): void {
    let source: EventSource | undefined;
    let isProven = false; // a stream may be held up on the way
    let failures = 0;
    let heard = Date.now();
    const prove = (is: boolean) => live((isProven = is));
    const connect = () => {
      source = new EventSource("/desk/changes");
      source.addEventListener("changed", () => {
        failures = 0;
        heard = Date.now();
        prove(true);
        changed();
      });
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return; // it ended, as it does, and comes back by itself
        prove(false);
        setTimeout(connect, Math.min(LONGEST_BACK_OFF_MS, 1000 * 2 ** failures++) * (0.5 + Math.random() / 2));
      };
    };
    let wasOpen = false;
    setInterval(() => {
      const isOpen = source?.readyState === EventSource.OPEN;
      if (isOpen && Date.now() - heard > LONGEST_SILENCE_MS) {
        source?.close();
        isProven = false;
        heard = Date.now();
        connect();
      }
      // One that has just ended comes back within seconds.
      if (isProven && (isOpen || wasOpen)) return void (wasOpen = isOpen);
      prove(false);
      changed();
    }, POLL_MS);
    connect();
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRF-Token"] = this.#csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (Date.now() - this.#touched > UNATTENDED_MS) headers["X-Unattended"] = "yes";
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const response = await fetch(path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: "no-store",
        signal: patience.signal,
      });
      if (response.status === 204 || response.redirected) return undefined as T;
      if (response.ok) return (await response.json()) as T;
      if (response.status === 401) this.signedOut();
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      throw new Trouble(response.status, problem.detail, Number(response.headers.get("Retry-After")) || undefined);
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble(0);
    } finally {
      clearTimeout(timer);
    }
  }
}
