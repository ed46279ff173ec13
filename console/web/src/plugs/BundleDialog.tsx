import { useState } from 'preact/hooks';
import type { PlugBundle } from '../api/types';
import { bundles } from '../app/store';
import { t } from '../i18n';
import { Button, Dialog } from '../ui';
import { Effects } from './Effects';
import { MannerFields, read, UNTOUCHED } from './Manner';
import { isHere, nameOf } from './model';
import { begin } from './work';

/** Asks before a plug is taken out, or put back as it was. */
export function BundleDialog({ verb, bundle, onEnd }: { verb: 'remove' | 'rollback'; bundle: PlugBundle; onEnd: () => void }) {
  const [typed, setTyped] = useState(UNTOUCHED);
  const manner = read(typed);
  const removing = verb === 'remove';
  const here = isHere(bundle);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (manner !== null) {
      void begin(verb, { bundle: removing ? nameOf(bundle, bundles.peek() ?? []) : bundle.bundle }, manner);
      onEnd();
    }
  };
  return (
    <Dialog title={t(removing ? 'plugs.removeTitle' : here ? 'plugs.rollbackTitle' : 'plugs.putBackTitle', { name: bundle.bundle })} onClose={onEnd}>
      <form class="stack" onSubmit={submit}>
        <p>
          {removing
            ? t('plugs.removeText', { version: bundle.version })
            : here
              ? t('plugs.rollbackText', { version: bundle.version, previous: bundle.previous ?? '' })
              : t('plugs.putBackText', { version: bundle.previous ?? bundle.version })}
        </p>
        {here && (
          <>
            <Effects bundle={bundle} gone={removing} />
            <MannerFields typed={typed} onChange={setTyped} forcible={!removing} />
          </>
        )}
        <div class="actions">
          <Button onClick={onEnd}>{t('plugs.cancel')}</Button>
          <Button type="submit" look={removing ? 'danger' : 'primary'} disabled={manner === null}>
            {t(here ? `plugs.${verb}` : 'plugs.putBack')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
