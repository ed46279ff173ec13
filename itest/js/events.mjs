// Events to wait for, in Node and in workers alike.

const PATIENCE_MS = 60_000;

/** Events as they come, each of which can be waited for, from the first on. */
export class Events {
  #seen = [];
  #waiting = new Set();

  add(event) {
    this.#seen.push(event);
    for (const check of this.#waiting) {
      check(event);
    }
  }

  get seen() {
    return this.#seen;
  }

  types() {
    return this.#seen.map((event) => event.type);
  }

  of(type) {
    return this.#seen.filter((event) => event.type === type);
  }

  /** How many there are: a mark from which a later wait can start. */
  get mark() {
    return this.#seen.length;
  }

  /** The first event from `mark` on that is of this type and fits. */
  async next(type, { mark = 0, fits = () => true } = {}) {
    const matches = (event) => event.type === type && fits(event);
    const already = this.#seen.slice(mark).find(matches);
    if (already) {
      return already;
    }
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => {
        this.#waiting.delete(check);
        const last = this.types().slice(-15).join(', ');
        reject(new Error(`no ${type} within ${PATIENCE_MS} ms; the last events were ${last}`));
      }, PATIENCE_MS);
      const check = (event) => {
        if (matches(event)) {
          clearTimeout(end);
          this.#waiting.delete(check);
          resolve(event);
        }
      };
      this.#waiting.add(check);
    });
  }
}
