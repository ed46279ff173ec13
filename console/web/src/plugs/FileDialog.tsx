import { useId, useState } from 'preact/hooks';
import type { PlugBundle } from '../api/types';
import { bundles } from '../app/store';
import { t } from '../i18n';
import { bytes } from '../i18n/format';
import { Button, Dialog, Field, Select } from '../ui';
import { DropZone } from './DropZone';
import { Effects } from './Effects';
import { MannerFields, read, UNTOUCHED } from './Manner';
import { bundleOf, verbFor } from './model';
import { begin } from './work';

type Verb = 'install' | 'update';

/** Asks for a jar and how it is to be plugged in; `bundle` is what it is to take the place of, if that was said. */
export function FileDialog({ bundle, file: dropped, onEnd }: { bundle: PlugBundle | null; file: File | null; onEnd: () => void }) {
  const id = useId();
  const all = bundles.value ?? [];
  const [file, setFile] = useState(dropped);
  const [source, setSource] = useState('');
  const [chosen, setChosen] = useState<Verb | null>(bundle === null ? null : 'update');
  const [typed, setTyped] = useState(UNTOUCHED);
  const [asked, setAsked] = useState(false);
  const name = file?.name ?? source.split('/').at(-1) ?? '';
  const verb = chosen ?? (verbFor(name, all) as Verb);
  const old = bundle ?? bundleOf(name, all);
  const manner = read(typed);
  const missing = file === null && source.trim() === '';
  const submit = (event: Event): void => {
    event.preventDefault();
    setAsked(true);
    if (!missing && manner !== null) {
      void begin(verb, file ?? { source: source.trim() }, manner);
      onEnd();
    }
  };
  return (
    <Dialog title={bundle === null ? t('plugs.installTitle') : t('plugs.updateTitle', { name: bundle.bundle })} onClose={onEnd}>
      <form class="stack" onSubmit={submit}>
        <DropZone onFile={setFile}>
          <div class="plug-pick">
            <label for={id}>{t('plugs.file')}</label>
            <input
              id={id}
              type="file"
              accept=".jar,application/java-archive"
              aria-describedby={`${id}-picked`}
              onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
            />
            <p id={`${id}-picked`} class="hint">
              {file === null ? t('plugs.fileHint') : t('plugs.picked', { name: file.name, size: bytes(file.size) })}
            </p>
          </div>
        </DropZone>
        {asked && missing && (
          <p class="field-error" role="alert">
            {t('plugs.missing')}
          </p>
        )}
        {file === null && (
          <Field label={t('plugs.source')} hint={t('plugs.sourceHint')} value={source} spellcheck={false} onInput={(event) => setSource(event.currentTarget.value)} />
        )}
        {bundle === null && (
          <Select
            label={t('plugs.how')}
            value={verb}
            choices={[
              { value: 'update', text: t('plugs.howUpdate') },
              { value: 'install', text: t('plugs.howInstall') },
            ]}
            onChoose={(value) => setChosen(value as Verb)}
          />
        )}
        {verb === 'update' ? (
          <>
            <p>{t('plugs.updateText')}</p>
            {old !== undefined && <Effects bundle={old} />}
            <MannerFields typed={typed} onChange={setTyped} forcible />
          </>
        ) : (
          <p>{t('plugs.installText')}</p>
        )}
        <div class="actions">
          <Button onClick={onEnd}>{t('plugs.cancel')}</Button>
          <Button type="submit" look="primary" disabled={manner === null}>
            {t(`plugs.${verb}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
