import { useId } from 'preact/hooks';

/** How far something is, 0 to 1, or only that it goes on (null). */
export function Progress({ label, value, text }: { label: string; value: number | null; text?: string }) {
  const id = useId();
  return (
    <div class="progress">
      <label for={id}>{label}</label>
      {value === null ? <progress id={id} max={1} /> : <progress id={id} max={1} value={value} />}
      {text !== undefined && <span class="hint">{text}</span>}
    </div>
  );
}
