import type { ButtonHTMLAttributes } from 'preact';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** primary: what to do next; danger: what ends something; quiet: beside the point. */
  look?: 'plain' | 'primary' | 'danger' | 'quiet';
  /** Something is under way: it says so and cannot be pressed again. */
  busy?: boolean;
}

export function Button({ look = 'plain', busy = false, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} class={`button ${look} ${rest.class ?? ''}`} aria-busy={busy} disabled={rest.disabled === true || busy}>
      {children}
    </button>
  );
}
