// What has been said in this conversation, and what is still to be sent?
//
// The server's history is the truth. What comes from it by three ways (history, events, the plain response) is told
// apart by its id, so that it is there once; what a person has written is known by the id that the browser gave it.

import type { Keeping, Kept } from "./keeping";
import type { Answer, Message, Outgoing, Server, Session, Trouble } from "./server";

export interface Said {
  key: string;
  author: Message["author"];
  text: string;
  id?: number;
  name?: string | null | undefined;
  answer?: Answer | undefined;
  /** The title of the button that was used. */
  chosen?: string;
  isOnTheWay?: boolean;
  /** Why it could not be sent. */
  trouble?: Trouble | undefined;
}

/** Who wants to know what happens in a conversation. */
export interface Audience {
  /** Something that is shown has changed. */
  changed(): void;
  /** The desk or a person has said something new. */
  heard(message: Message): void;
  opened(session: string | undefined): void;
  unsent(trouble: Trouble): void;
  /** An apology that the server could not keep, and that will not be there again. */
  apologised(text: string): void;
  /** A message cannot be sent as it is: here it is back. */
  returned(text: string, trouble: Trouble): void;
  identityNeeded(): void;
}

/** A person in the conversation: called by the desk, or here, and then the desk is silent. */
export interface Person {
  isHere: boolean;
  name: string | undefined;
}

interface Pending extends Outgoing {
  state: "waiting" | "sent" | "unsent";
  /** The id of its first reply, before which it stands until the server has told its own. */
  before?: number;
  trouble?: Trouble;
  /** It was sent into a conversation that had ended, and begins a new one. */
  isMoved?: boolean;
  /** The page was asked for its sake who is signed in: a page whose tokens are all refused is not asked for ever. */
  hasAsked?: boolean;
}

const POLL_MS = 20_000;
// As long as a page that asks its own server for a token may take, before anybody is troubled with it.
const IDENTITY_MS = 2_000;
const NO_SESSION: Partial<Kept> = { token: undefined, session: undefined, awaitsPerson: false, rated: {}, seen: 0 };

export class Conversation {
  /** What was said in a conversation that has ended, above the one that goes on. */
  earlier: Said[] = [];
  isAnswering = false;
  /** What was said before could not be fetched yet. */
  isBehind = false;

  /** In the order of their ids. */
  #messages: Message[] = [];
  #pending: Pending[] = [];
  /** What this tab has sent or tried to: another tab keeps its own beside it. */
  #ours = new Set<string>();
  #isSending = false;
  #isAttended = false;
  #isLoaded = false;
  #session: string | undefined;
  /** Grows when another conversation begins, so that what comes late for the last one is not taken in. */
  #era = 0;
  #needsIdentity = false;
  #identified: (() => void) | undefined;
  /** The stream has brought something, so it is not held up on the way. */
  #isStreamProven = false;
  #stopListening: (() => void) | undefined;
  #poll = 0;
  #resend = 0;
  #catching = 0;

  constructor(
    readonly server: Server,
    readonly shop: string,
    public locale: string,
    readonly keeping: Keeping,
    private identity: string | undefined,
    private readonly audience: Audience,
  ) {
    this.#pending = keeping.read().unsent.map((each) => ({ ...each, state: "waiting" }));
    for (const { id } of this.#pending) this.#ours.add(id);
  }

  /** All that was said, oldest first, with the buttons that were used. */
  get said(): Said[] {
    const placed: [number, Said][] = this.#messages.map((message) => [message.id, shown(message)]);
    for (const each of this.#pending) {
      const said: Said = { key: each.id, author: "asker", text: each.text, trouble: each.trouble };
      if (each.state === "waiting") said.isOnTheWay = true;
      placed.push([each.before ? each.before - 0.5 : Infinity, said]);
    }
    const all = placed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, said]) => said);
    all.forEach((said, place) => {
      if (said.author !== "asker") return;
      for (const before of all.slice(0, place).reverse()) {
        if (before.answer?.buttons.some(({ title }) => title === said.text)) {
          before.chosen ??= said.text;
          return;
        }
      }
    });
    return all;
  }

  /** As the history tells: who was called stays so, whatever the desk answers until somebody is here. */
  get person(): Person | undefined {
    let person: Person | undefined;
    for (const { author, answer, name } of this.#messages) {
      if (author === "agent") person = { isHere: true, name: name ?? person?.name };
      else if (answer?.person) person = { isHere: true, name: answer.person };
      else if (answer?.person === null) person = undefined;
      else if (answer?.handover) person ??= { isHere: false, name: undefined };
    }
    return person;
  }

  /** How many messages of the desk or of a person nobody has seen yet. */
  get unread(): number {
    const { seen = 0 } = this.keeping.read();
    return this.#isAttended ? 0 : this.#messages.filter(({ id, author }) => author !== "asker" && id > seen).length;
  }

  get token(): string | undefined {
    return this.keeping.read().token;
  }

  /** Whether somebody looks at it: then what is said is brought at once. */
  attend(isAttended: boolean): void {
    this.#isAttended = isAttended;
    this.#keepSeen();
    const kept = this.keeping.read();
    if (!this.#isLoaded && (isAttended || kept.awaitsPerson || kept.unsent.length)) void this.#load();
    else this.#listen();
  }

  say(text: string, payload?: string): void {
    const id = newId();
    this.#ours.add(id);
    this.#pending.push({ ...(payload === undefined ? { id, text } : { id, text, payload }), state: "waiting" });
    this.#keepPending();
    this.audience.changed();
    void this.#send();
  }

  /** Send what could not be sent, under the same ids. */
  tryAgain(): void {
    for (const each of this.#pending) each.hasAsked = false;
    this.#resume();
  }

  #resume(): void {
    clearTimeout(this.#resend);
    for (const each of this.#pending) {
      if (each.state === "unsent") {
        each.state = "waiting";
        delete each.trouble;
      }
    }
    this.audience.changed();
    void this.#send();
  }

  /** The browser is on line again. */
  reconnect(): void {
    this.#hush();
    this.tryAgain();
    if (this.isBehind) void this.#catchUp();
    else if (this.#isLoaded) void this.#refresh();
  }

  identify(identity: string | undefined): void {
    this.identity = identity;
    this.#identified?.();
    if (this.#needsIdentity) {
      this.#needsIdentity = false;
      this.#resume();
    }
  }

  /** Another tab may have begun a new conversation, called a person, erased this one, or shown what was unread. */
  follow(): void {
    this.audience.changed();
    const { session, awaitsPerson } = this.keeping.read();
    if (this.#isLoaded && session !== this.#session) {
      this.#clear();
      this.earlier = [];
      void this.#load();
    } else if (awaitsPerson && !this.person && !this.#isAttended) {
      void (this.#isLoaded ? this.#refresh(true) : this.#load()); // and listen, as nobody else may be left to
    }
  }

  async rate(id: number, isHelpful: boolean): Promise<void> {
    const { rated, token } = this.keeping.read();
    this.keeping.change({ rated: { ...rated, [id]: isHelpful } });
    this.audience.changed();
    if (token) await this.server.rate(token, id, isHelpful).catch(() => {}); // a thank-you is not worth an error
  }

  /** Begin a new conversation; the old one stays with the desk, and nobody can go on with it. */
  restart(): void {
    const { token } = this;
    if (token) void this.server.finish(token).catch(() => {}); // out of reach it ends by itself, within the hour
    this.end();
    this.#clear();
    this.earlier = [];
    this.#pending = [];
    this.isAnswering = false;
    this.keeping.change({ ...NO_SESSION, unsent: [] });
    this.audience.changed();
  }

  async erase(): Promise<void> {
    const token = this.token;
    if (token) {
      await this.server.erase(token).catch((trouble: Trouble) => {
        if (trouble.status !== 401) throw trouble; // a conversation that has ended cannot be opened to erase it
      });
    }
    this.keeping.forget();
    this.restart();
  }

  /** Hear and send nothing more. */
  end(): void {
    this.#hush();
    clearTimeout(this.#resend);
    clearTimeout(this.#catching);
    clearInterval(this.#poll);
    this.#poll = 0;
  }

  /** Lengthen a session that is used and near its end. */
  async renew(): Promise<void> {
    const { token, expires = 0, life = 0 } = this.keeping.read();
    const left = expires - Date.now();
    if (!token || left <= 0 || left > life / 4) return;
    const renewed = await this.server.renew(token).catch(() => undefined); // the old one still holds for a while
    if (renewed && this.token === token) this.#keepSession(renewed);
  }

  async #load(): Promise<void> {
    this.#isLoaded = true;
    this.#session = this.keeping.read().session;
    await this.#catchUp();
    void this.#send();
  }

  async #catchUp(): Promise<void> {
    clearTimeout(this.#catching);
    const era = this.#era;
    this.isBehind = true; // until then the stream is not listened to: it would tell old messages as new ones
    const isDone = await this.#refresh(true);
    if (era !== this.#era) return;
    this.isBehind = !isDone;
    if (this.isBehind) this.#catching = setTimeout(() => void this.#catchUp(), POLL_MS);
    this.#listen();
    this.audience.changed();
  }

  /** Fetch the history; gives whether that worked. */
  async #refresh(isOld = false): Promise<boolean> {
    const token = this.token;
    const era = this.#era;
    if (token) {
      try {
        const messages = await this.server.history(token);
        if (era === this.#era) for (const message of messages) this.#take(message, isOld);
      } catch (trouble) {
        if ((trouble as Trouble).status !== 401) return false;
        if (era === this.#era) this.#forgetSession();
      }
    }
    this.audience.changed();
    this.#listen();
    return true;
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    let next: Pending | undefined;
    while ((next = this.#pending.find(({ state }) => state === "waiting"))) await this.#deliver(next);
    this.#isSending = false;
    this.audience.changed();
  }

  async #deliver(message: Pending): Promise<void> {
    const era = this.#era;
    this.isAnswering = true;
    this.audience.changed();
    try {
      await this.renew();
      const token = this.token ?? (await this.#open());
      this.#listen();
      const replies = await this.server.send(token, message);
      if (era !== this.#era) return this.#drop(message);
      message.state = "sent";
      for (const { id, ...answer } of replies) {
        if (id === undefined) {
          this.audience.apologised(answer.text);
          continue;
        }
        message.before ??= id;
        this.#take({ id, at: new Date().toISOString(), author: "desk", text: answer.text, answer });
      }
      this.#keepPending();
      if (replies.length === 0) await this.#refresh(); // a person has it, and its place is in the history
    } catch (error) {
      if (!(await this.#isIdentifiedFor(message, error as Trouble))) this.#fail(message, error as Trouble);
    } finally {
      if (era === this.#era) this.isAnswering = false;
    }
  }

  #fail(message: Pending, trouble: Trouble): void {
    if (!this.#pending.includes(message)) return; // an event has shown that it arrived
    if (trouble.status === 401 && this.token && !message.isMoved) {
      message.isMoved = true;
      this.#forgetSession();
      return; // still waiting: it begins a new conversation
    }
    if (trouble.status === 413 || trouble.status === 422) {
      this.#drop(message);
      this.audience.returned(message.text, trouble);
      return;
    }
    this.#needsIdentity = trouble.status === 401 && this.identity !== undefined;
    for (const each of this.#pending) {
      if (each.state === "waiting") {
        each.state = "unsent";
        each.trouble = trouble;
      }
    }
    if (trouble.retryAfter) this.#resend = setTimeout(() => this.tryAgain(), trouble.retryAfter * 1000);
    this.audience.unsent(trouble);
  }

  /** Ask the page who is signed in now; gives whether it has said so, and then the message is still waiting. */
  async #isIdentifiedFor(message: Pending, { status }: Trouble): Promise<boolean> {
    if (status !== 401 || this.token || this.identity === undefined || message.hasAsked) return false;
    message.hasAsked = true;
    const refused = this.identity;
    const identified = new Promise<void>((resolve) => (this.#identified = resolve));
    this.audience.identityNeeded();
    await Promise.race([identified, new Promise((resolve) => setTimeout(resolve, IDENTITY_MS))]);
    return this.identity !== refused;
  }

  async #open(): Promise<string> {
    const opened = await this.server.open(this.shop, this.locale, this.identity);
    this.#session = opened.session;
    this.#keepSession(opened);
    this.audience.opened(opened.session);
    return opened.token;
  }

  #keepSession({ token, expires_in }: Session): void {
    const life = expires_in * 1000;
    this.keeping.change({ token, session: this.#session, expires: Date.now() + life, life });
  }

  #forgetSession(): void {
    this.earlier = [...this.earlier, ...this.said.filter(({ id }) => id !== undefined)];
    this.#clear();
    this.keeping.change(NO_SESSION);
    for (const each of this.#pending) delete each.payload; // a button of a conversation that has ended means nothing
    this.audience.changed();
  }

  /** Take in a message once, whichever way it comes. */
  #take(message: Message, isOld = false): void {
    if (this.#messages.some(({ id }) => id === message.id)) return;
    if (message.author === "asker") {
      const written = this.#pending.find(({ id, text }) =>
        message.client_id ? id === message.client_id : text === message.text,
      );
      if (written) {
        message.client_id ??= written.id;
        this.#drop(written);
      }
    }
    this.#messages.push(message);
    this.#messages.sort((a, b) => a.id - b.id);
    this.#keepSeen();
    if (message.author !== "asker") {
      this.isAnswering = false;
      this.keeping.change({ awaitsPerson: this.person !== undefined });
      if (!isOld) this.audience.heard(message);
    }
    this.audience.changed();
  }

  #drop(message: Pending): void {
    this.#pending = this.#pending.filter((each) => each !== message);
    this.#keepPending();
  }

  #clear(): void {
    this.#hush();
    this.#messages = [];
    this.isBehind = false;
    this.#era++;
  }

  #keepPending(): void {
    const others = this.keeping.read().unsent.filter(({ id }) => !this.#ours.has(id));
    const ours = this.#pending.filter(({ state }) => state !== "sent").map(outgoing);
    this.keeping.change({ unsent: [...others, ...ours] });
  }

  #listen(): void {
    const awaitsPerson = this.person !== undefined;
    // A browser has few connections for one server: a tab that nobody looks at takes none.
    const isWanted = this.token && this.#isLoaded && !this.isBehind && !document.hidden && (this.#isAttended || awaitsPerson);
    if (!isWanted) this.#hush();
    else this.#stopListening ??= this.server.listen(() => this.token, () => this.#last, this.#hear);
    const needsPoll = isWanted && awaitsPerson && !this.#isStreamProven;
    if (!needsPoll) {
      clearInterval(this.#poll);
      this.#poll = 0;
    } else if (!this.#poll) this.#poll = setInterval(() => void this.#refresh(), POLL_MS);
  }

  #hear = (message: Message): void => {
    this.#isStreamProven = true;
    this.#take(message);
  };

  #hush(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#isStreamProven = false;
  }

  get #last(): number {
    return this.#messages[this.#messages.length - 1]?.id ?? 0;
  }

  #keepSeen(): void {
    if (this.#isAttended && this.#last > (this.keeping.read().seen ?? 0)) this.keeping.change({ seen: this.#last });
  }
}

function shown({ id, author, text, answer, client_id, name }: Message): Said {
  return { key: client_id ?? String(id), author, text, id, name, answer };
}

function outgoing({ id, text, payload }: Outgoing): Outgoing {
  return payload === undefined ? { id, text } : { id, text, payload };
}

function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // Browsers have randomUUID on https pages alone.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
