// What does the browser remember of what an agent types?
//
// Each tab for itself and no longer than the tab: another agent may sit here tomorrow.

export interface Used {
  suggestion: string;
  draft: number;
  /** As it was inserted. */
  text: string;
}

export interface Typed {
  answer: string;
  /** By which the server knows this very answer again. */
  id?: string | undefined;
  used?: Used | undefined;
  /** What stood there before a draft was inserted. */
  before?: string | undefined;
  /** A note on the conversation, or the mail that is answered. */
  beside: string;
}

const NOTHING: Typed = { answer: "", beside: "" };
const memory = new Map<string, string>();

/** What was typed in a place: a conversation, or the page for mails. */
export class Keeping {
  constructor(readonly place: string) {}

  read(): Typed {
    try {
      return { ...NOTHING, ...JSON.parse(read(this.#key) ?? "{}") };
    } catch {
      return { ...NOTHING };
    }
  }

  change(more: Partial<Typed>): void {
    const typed = { ...this.read(), ...("answer" in more ? { id: undefined } : {}), ...more };
    write(this.#key, typed.answer || typed.beside || typed.before ? JSON.stringify(typed) : null);
  }

  /** Take out what was sent; what was typed meanwhile stays. */
  letGo(what: "answer" | "beside", sent: string): void {
    const text = this.read()[what];
    const rest = text.startsWith(sent) ? text.slice(sent.length).trimStart() : text;
    this.change(what === "answer" ? { answer: rest, used: undefined, before: undefined } : { beside: rest });
  }

  get #key(): string {
    return `photodesk-desk|${this.place}`;
  }
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key: string, text: string | null): void {
  memory.delete(key);
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    if (text !== null) memory.set(key, text); // storage that is full or forbidden: then for as long as the page lives
  }
}

/** Whether single keys do something; who speaks to the computer wants them off. */
export const singleKeys = {
  get areOn(): boolean {
    try {
      return localStorage.getItem("photodesk-desk-keys") !== "off";
    } catch {
      return true;
    }
  },

  set areOn(areOn: boolean) {
    try {
      localStorage.setItem("photodesk-desk-keys", areOn ? "on" : "off");
    } catch {
      // then every page begins with them on
    }
  },
};
