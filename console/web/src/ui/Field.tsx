import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

interface Labelled {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** The label is read out, not shown. */
  bare?: boolean;
}

/** A text field with its label, and what is wrong with it. */
export function Field({ label, hint, error, bare, ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} bare={bare ?? false}>
      <input {...rest} id={id} class="input" aria-invalid={error !== undefined} aria-describedby={described(id, hint, error)} />
    </Frame>
  );
}

export interface Choice {
  value: string;
  text: string;
  disabled?: boolean;
}

/** A menu with its label. */
export function Select({
  label,
  hint,
  error,
  bare,
  choices,
  onChoose,
  ...rest
}: Labelled & { choices: readonly Choice[]; onChoose: (value: string) => void } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} bare={bare ?? false}>
      <select {...rest} id={id} class="input" aria-describedby={described(id, hint, error)} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} disabled={choice.disabled === true}>
            {choice.text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

function Frame({ id, label, hint, error, bare, children }: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id} class={bare ? 'unseen' : 'label'}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: string | undefined, error: string | undefined): string | undefined {
  const parts = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' ') : undefined;
}
