// In which words does the widget speak?
//
// Another language is one more object of the same shape, added to LANGUAGES.

const ENGLISH = {
  language: "en",
  title: "Help desk",
  subtitle: "Answers with their sources",
  withPerson: "A person will answer you here",
  open: "Help",
  openNamed: (unread: number) =>
    unread === 0 ? "Open the help desk" : `Open the help desk, ${unread} new ${unread === 1 ? "message" : "messages"}`,
  close: "Close the help desk",
  menu: "More",
  copy: "Copy the conversation",
  restart: "Begin a new conversation",
  download: "Download my data",
  erase: "Delete my data",
  messages: "Messages",
  news: "New messages",
  greeting: "Hello. What is it about?",
  hint: "Ask in your own words. I look at your order and at the written terms, and show where each answer comes from.",
  starters: ["Where is my order?", "Can I cancel my order?", "Something is wrong with my photos"],
  box: "Your message",
  placeholder: "Write a message",
  send: "Send",
  person: "Talk to a person",
  askForPerson: "I want to talk to a person",
  length: (now: number, most: number, number: Intl.NumberFormat) =>
    `${number.format(now)} of ${number.format(most)} characters`,
  tooLong: "Your message is too long. Please shorten it, or send it in parts.",
  asker: "You",
  desk: "Help desk",
  agent: "A person from the shop",
  answering: "The help desk is writing",
  onTheWay: "Sending",
  choices: "Choices",
  sources: "Where this comes from",
  order: "Order",
  states: {
    cart: "In the cart",
    awaiting_payment: "Waiting for payment",
    paid: "Paid",
    awaiting_retouch: "Waiting to be retouched",
    in_production: "In production",
    shipped: "Shipped",
    delivered: "Delivered",
    files_sent: "Photo files sent",
    refunded: "Refunded",
  } as Record<string, string>,
  placed: (day: string) => `Placed on ${day}`,
  stepDone: "done",
  handedOver: "Passed to a person",
  helpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  thanks: "Thank you for telling us.",
  unsent: "Not sent.",
  tryAgain: "Try again",
  unreachable: "The help desk cannot be reached just now.",
  offline: "You are offline. It is sent as soon as you are back.",
  tooMany: (seconds: number) => `That was a lot at once. It is sent by itself in ${duration(seconds)}.`,
  signIn: "Please sign in to the shop again, then it is sent by itself.",
  failed: "The help desk cannot answer just now.",
  behind: "What was said before cannot be shown just now.",
  ended: "The earlier conversation has ended. A new one begins here.",
  copied: "The conversation is copied.",
  notCopied: "The conversation could not be copied.",
  notDownloaded: "Your data could not be fetched just now. Please try again later.",
  eraseTitle: "Delete your data?",
  eraseText: "This deletes the whole conversation for good, here and at the help desk. Your orders stay as they are.",
  eraseYes: "Delete for good",
  eraseNo: "Keep it",
  erased: "Your conversation is deleted.",
  notErased: "Your data could not be deleted just now. Please try again later.",
};

function duration(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

export type Words = typeof ENGLISH;

const LANGUAGES: Record<string, Words> = { en: ENGLISH };

/** The words for a locale such as `en-GB`; English where there are none. */
export function wordsFor(locale: string): Words {
  return LANGUAGES[languageOf(locale)] ?? ENGLISH;
}

/** The locale to write dates and numbers in: the one that was asked for, if the words are of its language. */
export function localeFor(locale: string): string {
  const { language } = wordsFor(locale);
  try {
    return languageOf(locale) === language ? (Intl.getCanonicalLocales(locale)[0] ?? language) : language;
  } catch {
    return language;
  }
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}
