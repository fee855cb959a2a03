// In which words does the widget speak?
//
// Another language is one more file in languages/, added to LANGUAGES. A page can bring one of its own, or a few words.

import { ENGLISH } from "./languages/en";

export type Words = typeof ENGLISH;

const LANGUAGES = new Map<string, Words>([["en", ENGLISH]]);

/** The words for a locale such as `en-GB`, with a page's own before them; English where there are none. */
export function wordsFor(locale: string, own: Partial<Words> = {}): Words {
  const words = LANGUAGES.get(languageOf(locale)) ?? ENGLISH;
  return { ...words, ...own, states: { ...words.states, ...own.states } };
}

/** The locale to write dates and numbers in: the one that was asked for, if the words are of its language. */
export function localeFor(locale: string, { language }: Words): string {
  try {
    return languageOf(locale) === languageOf(language) ? (Intl.getCanonicalLocales(locale)[0] ?? language) : language;
  } catch {
    return language;
  }
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}
