// What are the agents called, whose accounts have short names?

import type { Server } from "./server";

const shownNames = new Map<string, string>();
/** Programs that answer have no account; they are asked for once. */
const asked = new Set<string>();

export function shown(agent: string | null | undefined): string {
  return shownNames.get(agent ?? "") ?? agent ?? "";
}

/** Learn what these are called; true when there was anything to learn. */
export async function meet(server: Server, agents: readonly (string | null | undefined)[]): Promise<boolean> {
  const strangers = agents.filter((agent) => agent && !shownNames.has(agent) && !asked.has(agent)) as string[];
  if (!strangers.length) return false;
  for (const each of strangers) asked.add(each);
  try {
    for (const { name, shown_as } of await server.agents()) shownNames.set(name, shown_as);
    return true;
  } catch {
    return false; // then they go by their accounts' names
  }
}

/** What the server says of a case, such as `maija has the case.` */
export async function withShownName(server: Server, detail: string): Promise<string> {
  const [agent] = /^\S+(?= has )/.exec(detail) ?? [];
  if (!agent) return detail;
  await meet(server, [agent]);
  return shown(agent) + detail.slice(agent.length);
}
