// The words of the page, from its language files: stories name them as the page's code does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const files = join(here, '../../../console/web/src/i18n');

/** What a key such as `app.talk` says in a language, with the given values in it. */
export function words(language = 'en') {
  const texts = JSON.parse(readFileSync(join(files, `${language}.json`), 'utf8'));
  return (key, values = {}) => {
    const message = key.split('.').reduce((level, name) => level?.[name], texts);
    const text = message?.other === undefined ? message : (values.count === 1 && message.one) || message.other;
    if (typeof text !== 'string') {
      throw new Error(`the page has no text '${key}' (console/web/src/i18n/${language}.json)`);
    }
    return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  };
}
