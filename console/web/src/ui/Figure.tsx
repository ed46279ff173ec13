import type { ComponentChildren } from 'preact';
import type { Tone } from './Badge';

/** One figure with what it measures; Figures is the list that holds them. */
export function Figure({ label, value, tone = 'neutral', note }: { label: string; value: ComponentChildren; tone?: Tone; note?: string | undefined }) {
  return (
    <div class={`figure ${tone}`}>
      <dt>{label}</dt>
      <dd>
        <span class="value">{value}</span>
        {note !== undefined && <span class="hint">{note}</span>}
      </dd>
    </div>
  );
}

export function Figures({ children }: { children: ComponentChildren }) {
  return <dl class="figures">{children}</dl>;
}
