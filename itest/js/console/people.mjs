// The people of the stories: each sits at a page of their own, sees what is on it, and clicks, types and listens.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';
import { senses } from './senses.mjs';
import { words } from './words.mjs';

const PATIENCE_MS = 60_000;
/** More than any page of ours has. */
const MOST_STOPS = 200;
/** A page that is busy takes a moment to scroll. */
const SETTLED_MS = 3_000;

/** What a page may say on its console, since it is our ears; everything else is a fault of it. */
const EXPECTED = [/ScriptProcessorNode is deprecated/];

/** A browser, with a microphone that plays a file. */
export class People {
  static async of({ microphone, folder, url, language }) {
    const browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      protocolTimeout: 4 * PATIENCE_MS,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--force-prefers-reduced-motion',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
      ],
    });
    const people = new People();
    Object.assign(people, { browser, folder, url, language: language ?? 'en' });
    return people;
  }

  #all = [];

  /**
   * Somebody who has opened a page of their own.
   *
   * @param width of the window, in CSS pixels
   * @param theme light or dark, as the system says it
   * @param language of the browser
   * @param url with the token, or without
   * @param alone with cookies of their own
   */
  async somebody({ width = 1280, height = width < 600 ? 800 : 900, theme = 'light', language = this.language, url = this.url, alone = true, open = true } = {}) {
    const context = alone ? await this.browser.createBrowserContext() : this.#all.at(-1).context;
    const page = await context.newPage();
    const person = new Person(page, { folder: this.folder, language, context });
    this.#all.push(person);
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.setExtraHTTPHeaders({ 'accept-language': language });
    await page.evaluateOnNewDocument(`(${senses})(); Object.defineProperty(navigator, 'language', { get: () => '${language}' });
      Object.defineProperty(navigator, 'languages', { get: () => ['${language}'] });
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(violatedDirective + ' refused ' + blockedURI));`);
    if (open) {
      await person.open(url);
    }
    return person;
  }

  /** Has who runs the story do something, and waits until it is done: returns what is said of it. */
  async cue(name) {
    this.#answers ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    console.log(`cue ${name}`);
    return (await this.#answers.next()).value;
  }

  #answers;

  /** Pictures of the pages as they are now. */
  async show(file) {
    const person = this.#all.at(-1);
    if (person) {
      console.error(`at ${person.page.url()}, which said: ${person.said.join(' | ')}, and shows:\n${await person.text('main')}`);
      await person.page.screenshot({ path: file });
    }
  }

  leave() {
    return this.browser.close();
  }
}

/** Somebody at a page. Everything is found by what a screen reader would call it. */
export class Person {
  said = [];
  faults = [];
  clicks = 0;

  constructor(page, { folder, language, context }) {
    this.page = page;
    this.folder = folder;
    this.context = context;
    this.t = words(language);
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      this.said.push(message.text());
      // what could not be loaded is told with its address below
      if (['error', 'warn'].includes(message.type()) && !message.text().startsWith('Failed to load resource') && !EXPECTED.some((each) => each.test(message.text()))) {
        this.faults.push(message.text());
      }
    });
    page.on('response', (response) => {
      // so the door says that it has no WebRTC, and the call goes on over WebSocket
      const otherwise = response.status() === 501 && new URL(response.url()).pathname.endsWith('/calls');
      if (response.status() >= 400 && !otherwise) {
        this.faults.push(`${response.status()} for ${new URL(response.url()).pathname}`);
      }
    });
    page.on('pageerror', (error) => this.faults.push(String(error.stack ?? error)));
  }

  async open(url) {
    const response = await this.page.goto(url, { waitUntil: 'domcontentloaded' });
    return { status: response.status(), headers: response.headers() };
  }

  /** Waits for something with this role and name: `{button: 'Start talking'}`. */
  find(role, name) {
    return this.page.waitForSelector(`::-p-aria([name="${name.replaceAll('"', '\\"')}"][role="${role}"])`);
  }

  async click(role, name) {
    const element = await this.find(role, name);
    await element.scrollIntoView();
    await element.click();
    this.clicks++;
    await element.dispose();
  }

  async type(role, name, text) {
    const element = await this.find(role, name);
    await element.click();
    await element.type(text);
    await element.dispose();
  }

  /** Chooses a file in the field with this name. */
  async choose(name, file) {
    // Chromium calls it by its label and what is chosen in it
    const field = await this.page.waitForFunction(
      (label) => [...document.querySelectorAll('input[type=file]')].find((each) => each.labels[0]?.textContent === label),
      {},
      name,
    );
    await field.uploadFile(file);
    await field.dispose();
  }

  /** Chooses from a menu. */
  async pick(name, value) {
    const menu = await this.find('combobox', name);
    await menu.select(value);
    await menu.dispose();
  }

  /** The rows of the table with this caption, by the titles of its columns. */
  async table(caption) {
    return this.page.evaluate((wanted) => {
      const table = [...document.querySelectorAll('table')].find((each) => each.caption?.textContent === wanted);
      const titles = [...(table?.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent);
      return [...(table?.tBodies[0]?.rows ?? [])].map((row) => Object.fromEntries([...row.cells].map((cell, i) => [titles[i], cell.querySelector('.cell')?.innerText ?? cell.innerText])));
    }, caption);
  }

  /** Waits until a row of that table fits. */
  async row(caption, fits, what) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.table(caption);
      const found = rows.find(fits);
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(`no row '${what}' in '${caption}': ${JSON.stringify(rows)}`);
      }
      await new Promise((later) => setTimeout(later, 200));
    }
  }

  /** Asks the API as the page does. */
  async api(method, path, body) {
    return this.page.evaluate(async (verb, where, what) => {
      const answer = await fetch(`api/${where}`, {
        method: verb,
        headers: verb === 'GET' ? {} : { 'X-Patchbay': '1', 'content-type': 'application/json' },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
    }, method, path, body);
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Waits until the page says so, somewhere. */
  async sees(what, { within = 'body' } = {}) {
    const pattern = what instanceof RegExp ? what : new RegExp(what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
    try {
      const handle = await this.page.waitForFunction(
        (selector, source, flags) => [...document.querySelectorAll(selector)]
          .map((each) => new RegExp(source, flags).exec(each.innerText)?.[0])
          .find((found) => found !== undefined),
        { polling: 100 },
        within, pattern.source, pattern.flags.includes('i') ? pattern.flags : `${pattern.flags}i`,
      );
      return await handle.jsonValue();
    } catch (error) {
      const text = await this.page.evaluate((selector) => document.querySelector(selector)?.innerText ?? '(nothing there)', within);
      throw new Error(`never saw ${pattern} in ${within}, but: ${text}`, { cause: error });
    }
  }

  /** Waits for an answer; where a machine with much else to do had none in time, has the question asked again. */
  async isAnswered(answer, ask, { within = '.words.agent .said' } = {}) {
    await ask();
    const found = await this.sees(new RegExp(`${answer.source}|said nothing for`), { within: `${within}, .note` });
    if (!answer.test(found)) {
      await ask();
    }
    return this.sees(answer, { within });
  }

  /** How many of these elements say so now. */
  count(pattern, within) {
    return this.page.$$eval(within, (all, source) => all.filter((each) => new RegExp(source, 'i').test(each.innerText)).length, pattern.source);
  }

  /** Waits until more of them say so than did. */
  async seesMore(pattern, within, than) {
    const end = Date.now() + PATIENCE_MS;
    while ((await this.count(pattern, within)) <= than) {
      if (Date.now() > end) {
        throw new Error(`never saw ${pattern} more than ${than} times in ${within}, but: ${await this.text(within)}`);
      }
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  async text(within = 'body') {
    return this.page.$$eval(within, (all) => all.map((each) => each.innerText).join('\n'));
  }

  /** What has the focus: its role and name, whether it shows that it has it, and whether it is on the screen. */
  async focus() {
    const active = await this.page.evaluateHandle(() => document.activeElement);
    const { role, name } = (await this.page.accessibility.snapshot({ root: active, interestingOnly: false })) ?? {};
    const look = await active.evaluate((element) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        ring: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        what: element.outerHTML.slice(0, 200),
      };
    });
    await active.dispose();
    return { role, name, ...look };
  }

  /** Goes there with the Tab key alone; each stop on the way must show that it has the focus. */
  tabTo(role, name, way) {
    return this.#tab((stop) => stop.role === role && stop.name === name, `${role} '${name}'`, way);
  }

  /** The same, to the first that this selector finds. */
  tabOnto(selector, way) {
    return this.#tab(() => this.page.evaluate((wanted) => document.activeElement.matches(wanted), selector), selector, way);
  }

  async #tab(fits, wanted, { back = false } = {}) {
    const stops = [];
    for (let i = 0; i < MOST_STOPS; i++) {
      await (back ? this.#backwards() : this.press('Tab'));
      const stop = await this.#stopped();
      if (stop.role !== 'RootWebArea' && !(stop.ring && stop.seen)) {
        throw new Error(`the focus cannot be seen (ring ${stop.ring}, on the screen ${stop.seen}): ${stop.what}`);
      }
      stops.push(`${stop.role} '${stop.name}'`);
      if (await fits(stop)) {
        return stops;
      }
    }
    throw new Error(`no ${wanted} among ${stops.join(', ')}`);
  }

  /** The focus, once what it was put on has been scrolled to. */
  async #stopped() {
    const end = Date.now() + SETTLED_MS;
    let stop = await this.focus();
    while (!(stop.ring && stop.seen) && stop.role !== 'RootWebArea' && Date.now() < end) {
      stop = await this.focus();
    }
    return stop;
  }

  async #backwards() {
    await this.page.keyboard.down('Shift');
    await this.press('Tab');
    await this.page.keyboard.up('Shift');
  }

  // ---- ears and mouth

  say() {
    return this.page.evaluate(() => window.senses.say());
  }

  hearsLoud(millis = 300) {
    return this.#within(this.page.evaluate((given) => window.senses.loud(given), millis), 'sound');
  }

  hearsQuiet(millis = 600) {
    return this.#within(this.page.evaluate((given) => window.senses.quiet(given), millis), 'silence');
  }

  forget() {
    return this.page.evaluate(() => window.senses.forget());
  }

  heard() {
    return this.page.evaluate(() => window.senses.heard());
  }

  #within(promise, what) {
    let end;
    const late = new Promise((_, reject) => {
      end = setTimeout(() => reject(new Error(`${what} did not come within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(end));
  }

  /** Downloads go into a folder of the person's own. */
  async downloads() {
    const folder = join(this.folder, `downloads-${process.pid}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(folder);
    const session = await this.page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, browserContextId: this.context.id, eventsEnabled: true });
    const done = [];
    const names = new Map();
    session.on('Browser.downloadWillBegin', ({ guid, suggestedFilename }) => names.set(guid, suggestedFilename));
    session.on('Browser.downloadProgress', ({ guid, state }) => {
      if (state === 'completed') {
        done.push(join(folder, names.get(guid)));
      }
    });
    return async (count) => {
      const end = Date.now() + PATIENCE_MS;
      while (done.length < count) {
        if (Date.now() > end) {
          throw new Error(`only ${done.length} of ${count} downloads were done: ${[...names.values()]}`);
        }
        await new Promise((later) => setTimeout(later, 50));
      }
      return done;
    };
  }

  /** What makes the page wider than its window. */
  overflow() {
    return this.page.evaluate(() => {
      if (document.scrollingElement.scrollWidth <= innerWidth) {
        return [];
      }
      const wide = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
      return wide.length === 0 ? ['something'] : wide.slice(-4).map((each) => each.outerHTML.slice(0, 160));
    });
  }

  /** From now on as in a window of this width, on a system with this theme. */
  async wears({ width, theme }) {
    await this.page.setViewport({ width, height: width < 600 ? 800 : 900 });
    await this.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  /** What axe finds that is serious. */
  async violations() {
    const { default: axe } = await import('axe-core');
    await this.page.evaluate(axe.source);
    return this.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 4).map(({ html, any }) => `${html.slice(0, 160)} (${any.map(({ message }) => message).join('; ')})`).join(' | ')}`);
    });
  }
}
