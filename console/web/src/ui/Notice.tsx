import type { ComponentChildren } from 'preact';
import type { Tone } from './Badge';

/** Something to know before going on. With `urgent` a screen reader says it at once. */
export function Notice({ tone = 'info', title, urgent = false, children }: { tone?: Tone; title?: string; urgent?: boolean; children?: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={urgent ? 'alert' : undefined}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}
