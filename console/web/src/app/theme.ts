import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'patchbay.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(kept());
/** What is seen, for what is drawn on a canvas: it takes its colours from the style sheet again when this changes. */
export const seen = signal<'light' | 'dark'>('light');

effect(() => {
  const chosen = theme.value;
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEPT);
  } else {
    document.documentElement.dataset.theme = chosen;
    localStorage.setItem(KEPT, chosen);
  }
  look();
});
dark.addEventListener('change', look);

function look(): void {
  const chosen = theme.peek();
  seen.value = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
}

function kept(): Theme {
  const found = localStorage.getItem(KEPT);
  return THEMES.find((each) => each === found) ?? 'system';
}
