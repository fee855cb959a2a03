// Which key does what?
//
// Each has a button that says so too; none does anything while somebody types, and all can be turned off.

export const KEYS = {
  j: "next",
  k: "previous",
  t: "take",
  a: "answer",
  n: "note",
  1: "draft1",
  2: "draft2",
  3: "draft3",
  i: "insert",
  r: "suggest",
  g: "giveBack",
  x: "close",
  h: "handTo",
  u: "inbox",
  m: "mail",
  "?": "keys",
} as const;

export type Doing = (typeof KEYS)[keyof typeof KEYS];

/** The key of a doing, to be shown on its button. */
export function keyOf(doing: Doing): string {
  return Object.entries(KEYS).find(([, each]) => each === doing)?.[0] ?? "";
}

/** What somebody wants who presses a key; nothing while they type. */
export function doingOf(event: KeyboardEvent): Doing | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return undefined;
  const target = event.composedPath()[0];
  if (target instanceof Element && target.matches("textarea, select, input:not([type=radio]), [contenteditable]"))
    return undefined;
  return KEYS[event.key.toLowerCase() as keyof typeof KEYS];
}

/** Whether it is the key that sends what is in a box. */
export function isSend(event: KeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && event.keyCode !== 229;
}
