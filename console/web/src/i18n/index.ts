import { batch, computed, signal } from '@preact/signals';
import en from './en.json';

/** The words of one language: sections of messages; a message that counts has one form for each plural of the language. */
export type Message = string | { one?: string; other: string };
export type Words = { [S in keyof typeof en]: { [K in keyof (typeof en)[S]]: Message } };
type Section = keyof Words;
/** A key such as `plugs.install`: a section and a name in it. */
export type Key = { [S in Section]: `${S}.${keyof Words[S] & string}` }[Section];
export type Values = Record<string, string | number>;

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = 'patchbay.language';
/** What the server says of its own accord, by its code: in English it says that itself. */
type Hints = Readonly<Record<string, string>>;

const others: Record<Exclude<Language, 'en'>, () => Promise<[Words, Hints]>> = {
  de: async () => [(await import('./de.json')).default, (await import('./hints.de.json')).default],
};

const words = signal<Words>(en);
const hints = signal<Hints>({});
export const language = signal<Language>('en');
const plural = computed(() => new Intl.PluralRules(language.value));

/** What is said to a person in the chosen language; `{name}` stands for a value, `count` chooses the plural. */
export function t(key: Key, values: Values = {}): string {
  const dot = key.indexOf('.');
  return filled(found(key.slice(0, dot), key.slice(dot + 1)) ?? key, values);
}

/** What a word of the API is called for people, such as a state: the word itself where nobody gave it a name. */
export function term(section: Section, word: string): string {
  return filled(found(section, word) ?? word.replaceAll('_', ' '), {});
}

/** What the server says to do, in the chosen language where its code is known there, else as the server says it. */
export function hint(said: string, code: string | null | undefined): string {
  return code != null && Object.hasOwn(hints.value, code) ? (hints.value[code] ?? said) : said;
}

function found(section: string, name: string): Message | undefined {
  const messages: Record<string, Message> | undefined = (words.value as Record<string, Record<string, Message>>)[section];
  return messages !== undefined && Object.hasOwn(messages, name) ? messages[name] : undefined;
}

function filled(message: Message, values: Values): string {
  const count = values.count;
  const text =
    typeof message === 'string' ? message : typeof count === 'number' && plural.value.select(count) === 'one' ? (message.one ?? message.other) : message.other;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });
}

/** A number as the language writes it. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value);
}

/** The language that was chosen here before, or the browser's where we speak it. */
export async function speakAsBefore(): Promise<void> {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  await speak(wanted.find((tag): tag is Language => tag !== null && Object.hasOwn(LANGUAGES, tag)) ?? 'en');
}

export async function choose(chosen: Language): Promise<void> {
  localStorage.setItem(KEPT, chosen);
  await speak(chosen);
}

async function speak(chosen: Language): Promise<void> {
  const [said, hinted] = chosen === 'en' ? [en, {}] : await others[chosen]();
  batch(() => {
    words.value = said;
    hints.value = hinted;
    language.value = chosen;
  });
  document.documentElement.lang = chosen;
}
