import { signal } from '@preact/signals';
import { t } from '../i18n';
import type { Tone } from './Badge';
import { Button } from './Button';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

const MOST = 4;
const SHOWN_MS = 8000;

const toasts = signal<readonly Toast[]>([]);
const spoken = signal('');
let last = 0;

/** Shows a sentence for a while, and screen readers say it; what is bad stays until it is dismissed. */
export function toast(text: string, tone: Tone = 'info'): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, tone, text }].slice(-MOST);
  if (tone !== 'bad') {
    setTimeout(() => dismiss(id), SHOWN_MS);
  }
}

/** Screen readers say it; nothing is shown. */
export function announce(text: string): void {
  // said again only when it changes: the invisible mark makes it another text
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function Toasts() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {spoken.value}
      </div>
      <div class="toasts" role="log" aria-live="polite" aria-label={t('app.messages')}>
        {toasts.value.map((each) => (
          <div key={each.id} class={`toast ${each.tone}`}>
            <p>{each.text}</p>
            <Button look="quiet" aria-label={t('app.dismiss')} onClick={() => dismiss(each.id)}>
              ×
            </Button>
          </div>
        ))}
      </div>
    </>
  );
}
