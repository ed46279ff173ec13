import type { Manner } from '../api/changes';
import { t } from '../i18n';
import { Field, Switch } from '../ui';

/** What the fields hold; the drain time as it is typed. */
export interface Typed {
  force: boolean;
  drain: string;
}

export const UNTOUCHED: Typed = { force: false, drain: '' };

const LONGEST_S = 86_400;

/** What was typed, or null where the time is none. */
export function read(typed: Typed): Manner | null {
  const text = typed.drain.trim();
  if (text === '') {
    return { force: typed.force, drain: null };
  }
  const drain = Number(text.replace(',', '.'));
  return Number.isFinite(drain) && drain >= 0 && drain <= LONGEST_S ? { force: typed.force, drain } : null;
}

/** How long sessions may go on with the old version, and whether an update may be rough. */
export function MannerFields({ typed, onChange, forcible }: { typed: Typed; onChange: (typed: Typed) => void; forcible: boolean }) {
  return (
    <>
      <Field
        label={t('plugs.drain')}
        hint={t('plugs.drainHint')}
        error={read(typed) === null ? t('plugs.drainWrong') : undefined}
        inputMode="decimal"
        placeholder="30"
        value={typed.drain}
        onInput={(event) => onChange({ ...typed, drain: event.currentTarget.value })}
      />
      {forcible && <Switch label={t('plugs.force')} hint={t('plugs.forceHint')} on={typed.force} onChange={(force) => onChange({ ...typed, force })} />}
    </>
  );
}
