// In which words does the page speak?

import { shown } from "./people";
import type { Case, Glimpse, Me, Message, Source, Trouble, View } from "./server";

const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const LONG = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

const FACTS: Record<string, string> = {
  number: "its number",
  items: "what was ordered",
  state: "how it stands",
  placed: "the day it was placed",
  email: "its e-mail address",
};

export const WORDS = {
  brand: "Photodesk",
  main: "Main",
  inboxPage: "Inbox",
  mailPage: "Mail",
  numbersPage: "Numbers",
  gapsPage: "Gaps",
  articlesPage: "Articles",
  skip: "Skip to the conversation",
  keys: "Keys",
  signOut: "Sign out",
  changePassword: "Your password",
  notOut: "You are still signed in:",
  notLive: "No live line: looking every 15 seconds",
  news: "News",
  back: "Inbox",
  close: "Close",
  cancel: "Cancel",

  // The inbox
  inbox: "Inbox",
  views: { open: "Open", mine: "Mine", taken: "Taken", live: "Live", ended: "Ended" } satisfies Record<View, string>,
  viewsMean: {
    open: "Waiting for a person",
    mine: "Yours",
    taken: "Others have these",
    live: "Talking with the desk or a person just now",
    ended: "Given back or closed",
  } satisfies Record<View, string>,
  empty: {
    open: "Nobody waits for a person.",
    mine: "You have no case. Take one from Open.",
    taken: "Nobody else has a case.",
    live: "Nothing was said in the last half hour.",
    ended: "Nothing has ended yet.",
  } satisfies Record<View, string>,
  whoseShop: "Shop",
  allShops: "All shops",
  onlyNewest: (count: number) => `These are the newest ${count}.`,
  choose: "Choose a conversation. New ones come by themselves.",
  loading: "One moment …",
  unread: "new",
  next: "Next",
  previous: "Previous",
  newCases: (count: number) => (count === 1 ? "A new case is open." : `${count} new cases are open.`),
  nobody: "nobody has it",
  you: "you have it",
  has: (name: string) => `${name} has it`,

  // Who somebody is
  visitor: "A visitor",
  photographer: (shop: string) => `The photographer of ${shop}`,
  authors: { asker: "Customer", desk: "Desk", agent: "Agent" } satisfies Record<Message["author"], string>,
  askerOf: (role: string) => (role === "photographer" ? "Photographer" : "Customer"),
  yours: "You",

  // A conversation
  conversation: "Conversation",
  messages: "Messages",
  take: "Take over",
  join: "Join",
  giveBack: "Give back",
  closeCase: "Close",
  handTo: "Hand to …",
  copyLink: "Copy link",
  linkCopied: "The link is copied.",
  why: "Why a person",
  asked: "Asked",
  order: "Order",
  proven: "Proven to be theirs",
  notProven: "Not proven to be theirs: tell nothing of it before you are sure",
  more: (count: number) => `and ${count} more`,
  placed: (day: string) => `placed on ${day}`,
  done: "done",
  rule: "rule",
  note: "Note",
  notes: "Only agents read this",
  writeNote: "Note for agents",
  keepNote: "Keep the note",
  noteKept: "The note is kept.",
  answerTab: "Answer",
  yourAnswer: "Your answer",
  send: (reader: string) => `Send to ${reader}`,
  readInChat: (reader: string, byMail: boolean) => `${reader} reads it in the chat${byMail ? " and by mail" : ""}.`,
  sending: "Sending …",
  sent: "Sent.",
  emptyAnswer: "There is nothing to send yet.",
  takeFirst: "Take the case over first: what you typed stays here.",
  anotherHas: (name: string) => `${name} has this case, so you cannot send. What you typed stays here.`,
  hasEnded: "This case has ended. Join to go on; what you typed stays here.",
  ended: { given_back: "Given back to the desk", closed: "Closed" } as Record<string, string>,
  takenMeanwhile: (detail: string) => `Not done: ${detail} What you typed stays here.`,
  looks: (names: string[]) => `${names.join(" and ")} ${names.length === 1 ? "looks" : "look"} at this too`,
  writes: (names: string[]) => `${names.join(" and ")} ${names.length === 1 ? "writes" : "write"} here just now`,
  reasonToClose: "Why is it closed? (agents read it)",
  reasonToGiveBack: "Why is it given back? (agents read it)",
  reasons: {
    close: ["answered", "answered elsewhere", "no answer needed"],
    giveBack: ["answered", "the desk can do the rest"],
  },
  toWhom: "Who is to have it?",
  nobodyElse: "Nobody else answers for this queue.",
  handOver: "Hand over",
  handed: (name: string) => `${name} has it now.`,
  talk: "Conversation",
  drafts: "Drafts",

  // Drafts
  draftsTitle: "What you could answer",
  thinking: "Looking for an answer …",
  nothingAsked: "Nothing has been asked since the last answer.",
  suggest: "Suggest answers",
  suggestAnew: "More was said: suggest anew",
  ready: (count: number) => (count === 1 ? "One draft is here." : `${count} drafts are here.`),
  draft: (place: number) => `Draft ${place}`,
  noTopic: "no question of ours",
  to: { consumer: "to the customer", photographer: "to the photographer", customer: "for the photographer to pass on" },
  sure: (confidence: number) => (confidence >= 0.9 ? "sure" : confidence >= 0.6 ? "rather sure" : "a guess"),
  insert: "Insert",
  undo: "Put back what was there",
  noneFits: "Does not fit",
  whyNot: "What is wrong with it? Choose, or say it in your own words.",
  rejections: ["another question was asked", "wrong for this case", "badly put"],
  reject: "Reject",
  reasonFirst: "Say what is wrong with it first.",
  told: "Noted, thank you.",
  whyThis: "Why this",
  whySentence: "Each sentence tells where it comes from: point at it, or go through them with the arrow keys.",
  withAddress: "link",
  changed: "changed by you",
  sources: {
    reply: "From the reply",
    phrase: "The desk’s own words",
    links: "A link to the article",
    settings: "The sign-off of your team",
  } satisfies Record<Source["kind"], string>,
  facts: (facts: string[]) =>
    `From the order: ${facts.map((fact) => FACTS[last(fact)] ?? last(fact).replace(/_/g, " ")).join(", ")}`,
  gapsLeft: (count: number) =>
    count === 1 ? "One gap […] is left to fill in." : `${count} gaps […] are left to fill in.`,
  fillGap: "Write what belongs in […] first: it is written nowhere.",
  nextGap: "Go to the gap",

  // Mail
  mailTitle: "Answer a mail",
  mail: "The mail",
  mailHint: "Paste it here. It is read as it is, and no mail is sent from here.",
  wroteIt: "Who wrote it",
  aConsumer: "A customer",
  aPhotographer: "A photographer",
  from: "From (address)",
  number: "Order number",
  optional: "found in the text when left empty",
  shop: "Shop",
  whichShop: "Say which shop was written to.",
  asRead: "The mail as it was read",
  changeMail: "Change the mail",
  tooLong: (most: number) => `Only the first ${most.toLocaleString("en-GB")} characters are read.`,
  emptyMail: "Paste the mail first.",
  whichOrder: "Which order is meant?",
  copy: "Copy",
  copyWithoutLinks: "Copy without links",
  copied: "Copied. Paste it into your mail.",
  notCopied: "The browser does not let this page copy: mark the text and copy it yourself.",
  nextMail: "Next mail",
  lastMail: "Put back the mail before and its answer",

  // Keys
  keysTitle: "Keys",
  keysHint: "They do nothing while you type. Escape leaves a box.",
  keysOn: "Single keys do something",
  keyMeanings: [
    ["j or ↓, k or ↑", "the next or last in the inbox, and Enter opens it"],
    ["u", "back to the inbox"],
    ["t", "take over"],
    ["a", "write an answer"],
    ["1 2 3", "choose a draft"],
    ["i", "insert the chosen draft"],
    ["r", "suggest anew"],
    ["Ctrl+Enter", "send; on the mail page suggest, then copy"],
    ["Ctrl+Shift+Enter", "copy without links"],
    ["n", "write a note; on the mail page the next mail"],
    ["g", "give back"],
    ["x", "close"],
    ["h", "hand to another"],
    ["m", "answer a mail"],
    ["?", "these keys"],
  ],

  states: {
    cart: "In the cart",
    awaiting_payment: "Awaiting payment",
    paid: "Paid",
    awaiting_retouch: "Being retouched",
    in_production: "In production",
    shipped: "On its way",
    delivered: "Delivered",
    files_sent: "Files sent",
    cancelled: "Cancelled",
    refunded: "Refunded",
  } as Record<string, string>,
};

/** An id such as `cancel_order` as people write it. */
export function plain(id: string): string {
  return id.replace(/[_-]/g, " ");
}

export function stateName(state: string): string {
  return WORDS.states[state] ?? plain(state);
}

/** Whom a conversation is with. */
export function whoAsks({ role, email, shop }: Glimpse): string {
  if (role === "photographer") return email ? `${email} (photographer)` : WORDS.photographer(shop);
  return email ?? WORDS.visitor;
}

/** The shop of a conversation, for an agent who has those of others too. */
export function shopOfMany({ shop }: Glimpse, { queues }: Me): string {
  return queues.every((queue) => queue === shop) ? "" : shop;
}

/** Who reads what is sent, for the button. */
export function reader({ role, email, shop }: Glimpse): string {
  if (email) return email;
  return role === "photographer" ? `the photographer of ${shop}` : "the visitor";
}

export function whoHas(one: Case | null, me: string): string {
  if (!one) return "";
  if (one.state === "open") return WORDS.nobody;
  if (one.state === "taken") return one.agent === me ? WORDS.you : WORDS.has(shown(one.agent));
  return WORDS.ended[one.state] ?? "";
}

/** Why the desk called a person. */
export function whyAPerson({ reason, summary }: Case): string {
  const topic = summary.topic ? plain(summary.topic) : "";
  const because = summary.because && !/^\w+: /.test(summary.because) ? summary.because : "";
  if (reason === "an agent joins") return "An agent joined by themselves.";
  if (summary.topic === "human_handover") return "They asked for one.";
  const said = because || plain(reason.replace(/^handover: /, "").replace(/_/g, " "));
  return topic ? `${upper(topic)}: ${said}.` : `${upper(said)}.`;
}

export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (Number.isNaN(minutes)) return "";
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`;
  return SHORT_DAY.format(new Date(at));
}

export function clock(at: string, now: number): string {
  const moment = new Date(at);
  return moment.toDateString() === new Date(now).toDateString()
    ? TIME.format(moment)
    : `${SHORT_DAY.format(moment)}, ${TIME.format(moment)}`;
}

export function day(at: string | null | undefined): string {
  return at && !Number.isNaN(Date.parse(at)) ? SHORT_DAY.format(new Date(at)) : "";
}

export function moment(at: string): string {
  return LONG.format(new Date(at));
}

/** What went wrong, in words. */
export function explained({ status, message, retryAfter }: Trouble): string {
  if (status === 0)
    return navigator.onLine
      ? "The desk cannot be reached. Nothing is lost: try again."
      : "You are offline. Nothing is lost.";
  if (status === 429) return `That was much at once. Try again in ${retryAfter ?? "a few"} seconds.`;
  if (status === 401) return "You are no longer signed in.";
  if (status === 404) return "This is not there, or not in your queue.";
  return message || "That did not work. Nothing is lost: try again.";
}

function last(fact: string): string {
  return fact.split(".").pop() ?? fact;
}
