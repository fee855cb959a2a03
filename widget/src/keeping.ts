// What does the browser remember of a conversation, from page to page and from tab to tab?

import type { Outgoing } from "./server";

export interface Kept {
  token?: string | undefined;
  /** The conversation's id: the same under every token that is renewed. */
  session?: string | undefined;
  /** In milliseconds: when the token ends, and how long it lived when it was given. */
  expires?: number;
  life?: number;
  draft?: string;
  /** Said by the person and not yet known to have reached the server. */
  unsent: Outgoing[];
  /** Was the answer of this id helpful? */
  rated: Record<string, boolean>;
  /** The id of the last message that was shown. */
  seen?: number;
  /** A person has the conversation or was called, so that an answer can come at any time. */
  awaitsPerson?: boolean;
}

export class Keeping {
  #memory: string | null = null;
  #isMemoryOnly = false;

  constructor(readonly key: string) {}

  read(): Kept {
    const kept: Kept = { unsent: [], rated: {} };
    try {
      return { ...kept, ...JSON.parse(this.#text() ?? "{}") };
    } catch {
      return kept;
    }
  }

  change(more: Partial<Kept>): void {
    const before = this.read();
    const text = JSON.stringify({ ...before, ...more });
    if (text === JSON.stringify(before)) return; // a tab that has nothing to add must not undo what another just kept
    this.#memory = text;
    try {
      localStorage.setItem(this.key, text);
    } catch {
      this.#isMemoryOnly = true; // storage that is full or forbidden: then for as long as the page lives
    }
  }

  forget(): void {
    this.#memory = null;
    try {
      localStorage.removeItem(this.key);
    } catch {
      this.#isMemoryOnly = true;
    }
  }

  #text(): string | null {
    if (this.#isMemoryOnly) return this.#memory;
    try {
      return localStorage.getItem(this.key);
    } catch {
      return this.#memory;
    }
  }
}

/** Whether the panel was open on this tab's last page. */
export const lastPage = {
  get wasOpen(): boolean {
    try {
      return sessionStorage.getItem("photodesk") === "open";
    } catch {
      return false;
    }
  },

  set wasOpen(isOpen: boolean) {
    try {
      sessionStorage.setItem("photodesk", isOpen ? "open" : "closed");
    } catch {
      // then every page begins with it closed
    }
  },
};

/** One conversation for each server, shop and person: whoever signs in never sees what another has said. */
export function keyOf(server: string, shop: string, identity?: string | null): string {
  return ["photodesk", server, shop, identity ? subjectOf(identity) : ""].join("|");
}

/** Whom a token names. It is only read, as the server alone can tell whether it is true. */
function subjectOf(identity: string): string {
  try {
    const claims = (identity.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const { role, sub } = JSON.parse(atob(claims)) as { role?: string; sub?: string };
    return `${role}:${sub}`;
  } catch {
    return "unreadable";
  }
}
