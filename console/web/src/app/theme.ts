import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** public/theme.js, which runs before anything is painted, reads it, too. */
const KEPT = 'patchbay.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(kept());
/** What is seen. What is drawn on a canvas takes its colours anew when this changes. */
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

/** What the style sheet (tokens.css) says by a name, as it is seen now: for a canvas, which knows no `light-dark`. */
export function tokens(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => {
    const value = style.getPropertyValue(name).trim();
    const [, light, dark] = /^light-dark\(([^,]+),([^,]+)\)$/.exec(value) ?? [];
    return ((seen.peek() === 'dark' ? dark : light) ?? value).trim();
  };
}
