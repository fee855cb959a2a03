// How does the widget speak with the desk's server?

export interface Citation {
  url: string;
  title: string;
}

export interface Choice {
  title: string;
  payload: string;
}

/** One state on an order's way, and since when it has been in it, or was. */
export interface Step {
  state: string;
  at: string | null;
  done: boolean;
}

export interface Order {
  number: string;
  state: string;
  /** What was ordered first, and how many things beside. */
  title?: string | null;
  more?: number;
  placed_at?: string | null;
  /** Missing in an answer that was kept before there were any. */
  steps?: Step[];
}

export interface Answer {
  text: string;
  outcome: string;
  handover: boolean;
  citations: Citation[];
  buttons: Choice[];
  order?: Order | null;
  parts?: Answer[];
  /** Who has the conversation from here on: a person by name, or, with null, the desk again. */
  person?: string | null;
}

export interface Message {
  id: number;
  at: string;
  author: "asker" | "desk" | "agent";
  text: string;
  answer?: Answer;
  client_id?: string | null;
  /** Of the agent whose words they are. */
  name?: string | null;
}

export interface Session {
  session?: string;
  token: string;
  expires_in: number;
}

/** What a person wants to say; `id` makes it the same message however often it is sent. */
export interface Outgoing {
  id: string;
  text: string;
  /** Of a pressed button, whose title is the text. */
  payload?: string;
}

/** The server could not be reached (status 0) or did not do what it was asked. */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    message = "",
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

interface Call {
  token?: string | undefined;
  body?: unknown;
}

// A turn may take the server 30 seconds, and its apology 5 more.
const PATIENCE_MS = 45_000;
const LONGEST_BACK_OFF_MS = 60_000;
const STEADY_MS = 10_000;

export class Server {
  readonly address: string;

  constructor(address: string) {
    this.address = address.replace(/\/+$/, "");
  }

  open(shop: string, locale: string, identity?: string): Promise<Session> {
    return this.#call("POST", "/chat/sessions", { token: identity, body: { shop, locale } });
  }

  renew(token: string): Promise<Session> {
    return this.#call("POST", "/chat/sessions/renewal", { token });
  }

  /** End the session: its tokens open nothing any more. */
  finish(token: string): Promise<unknown> {
    return this.#call("DELETE", "/chat/sessions", { token });
  }

  async send(token: string, { id, text, payload }: Outgoing): Promise<(Answer & { id?: number })[]> {
    const body = payload === undefined ? { id, text } : { id, payload };
    return (await this.#call<{ replies: [] }>("POST", "/chat/messages", { token, body })).replies;
  }

  async history(token: string): Promise<Message[]> {
    return (await this.#call<{ messages: Message[] }>("GET", "/chat/history", { token })).messages;
  }

  rate(token: string, message: number, helpful: boolean): Promise<unknown> {
    return this.#call("POST", "/chat/feedback", { token, body: { message, helpful } });
  }

  data(token: string): Promise<unknown> {
    return this.#call("GET", "/chat/data", { token });
  }

  erase(token: string): Promise<unknown> {
    return this.#call("DELETE", "/chat/data", { token });
  }

  /**
   * Tell of every message after the one that `last` names, as it is said, until the function given back is called.
   * A token that was renewed meanwhile is the one that `token` gives.
   */
  listen(token: () => string | undefined, last: () => number, heard: (message: Message) => void): () => void {
    let source: EventSource | undefined;
    let timer = 0;
    let failures = 0;
    let begun = 0;
    let stopped = false;

    const again = (atLeast = 0) => {
      source?.close();
      if (stopped) return;
      if (begun && Date.now() - begun > STEADY_MS) failures = 0;
      const wait = Math.min(LONGEST_BACK_OFF_MS, 1000 * 2 ** failures++);
      timer = setTimeout(connect, atLeast * 1000 + wait * (0.5 + Math.random() / 2));
    };
    const connect = async () => {
      begun = 0;
      try {
        // EventSource sends no header, and its own reconnecting would use the ticket twice.
        const { ticket } = await this.#call<{ ticket: string }>("POST", "/chat/tickets", { token: token() });
        if (stopped) return;
        source = new EventSource(`${this.address}/chat/events?ticket=${encodeURIComponent(ticket)}&after=${last()}`);
        source.onopen = () => (begun = Date.now());
        source.onerror = () => again();
        for (const name of ["asked", "message"]) {
          source.addEventListener(name, (event) => {
            failures = 0;
            heard(JSON.parse((event as MessageEvent<string>).data));
          });
        }
      } catch (error) {
        const { status, retryAfter } = error as Trouble;
        if (status !== 401) again(retryAfter); // a conversation that has ended tells nothing more
      }
    };
    void connect();
    return () => {
      stopped = true;
      clearTimeout(timer);
      source?.close();
    };
  }

  async #call<T>(method: string, path: string, { token, body }: Call): Promise<T> {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const response = await fetch(this.address + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        keepalive: method === "DELETE", // whoever signs out leaves the page
        signal: patience.signal,
      });
      if (response.status === 204) return undefined as T;
      if (response.ok) return (await response.json()) as T;
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      throw new Trouble(response.status, problem.detail, secondsUntil(response.headers.get("Retry-After")));
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble(0);
    } finally {
      clearTimeout(timer);
    }
  }
}

function secondsUntil(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(1, Math.ceil(seconds));
  const moment = Date.parse(retryAfter);
  return Number.isNaN(moment) ? undefined : Math.max(1, Math.ceil((moment - Date.now()) / 1000));
}
