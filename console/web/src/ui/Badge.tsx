import type { ComponentChildren } from 'preact';

/** How something is: said by words, and by a colour and a shape beside them. */
export type Tone = 'neutral' | 'good' | 'info' | 'warn' | 'bad';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <span class="mark" aria-hidden="true" />
      {children}
    </span>
  );
}
