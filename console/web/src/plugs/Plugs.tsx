import './plugs.css';
import { useState } from 'preact/hooks';
import type { Verb } from '../api/changes';
import type { PlugBundle } from '../api/types';
import { bundles, may } from '../app/store';
import { t } from '../i18n';
import { Button, Empty, Loading, Notice } from '../ui';
import { BundleDialog } from './BundleDialog';
import { DropZone } from './DropZone';
import { FileDialog } from './FileDialog';
import { History } from './History';
import { List } from './List';
import { Works } from './Works';

/** What is asked before a change begins. */
export type Question = { verb: 'install' | 'update'; bundle: PlugBundle | null; file: File | null } | { verb: 'remove' | 'rollback'; bundle: PlugBundle };

export function Plugs() {
  const [question, ask] = useState<Question | null>(null);
  const all = bundles.value;
  const allowed = may('control');
  const page = (
    <div class="stack plugs">
      <div class="row spread">
        <h1>{t('plugs.title')}</h1>
        {allowed && (
          <Button look="primary" onClick={() => ask({ verb: 'install', bundle: null, file: null })}>
            {t('plugs.installButton')}
          </Button>
        )}
      </div>
      <p class="muted">{allowed ? t('plugs.intro') : t('plugs.introLooking')}</p>
      <Works />
      {all === null ? <Loading /> : all.length === 0 ? <Empty title={t('plugs.none')}>{t('plugs.noneText')}</Empty> : <List all={all} onAsk={ask} />}
      <Refusals all={all ?? []} />
      <History onPutBack={(bundle) => ask({ verb: 'rollback', bundle })} />
    </div>
  );
  return (
    <>
      {allowed ? <DropZone onFile={(file) => ask({ verb: 'install', bundle: null, file })}>{page}</DropZone> : page}
      {question !== null && <Asked question={question} onEnd={() => ask(null)} />}
    </>
  );
}

function Asked({ question, onEnd }: { question: Question; onEnd: () => void }) {
  const verb: Verb = question.verb;
  return verb === 'install' || verb === 'update' ? (
    <FileDialog bundle={question.bundle} file={'file' in question ? question.file : null} onEnd={onEnd} />
  ) : question.bundle !== null ? (
    <BundleDialog verb={verb} bundle={question.bundle} onEnd={onEnd} />
  ) : null;
}

function Refusals({ all }: { all: readonly PlugBundle[] }) {
  const refusals = all.flatMap((bundle) => bundle.refusals);
  return refusals.length === 0 ? null : (
    <Notice tone="warn" title={t('plugs.refusals', { count: refusals.length })}>
      <ul>
        {refusals.slice(0, 20).map((refusal) => (
          <li key={`${refusal.bundle}${refusal.version}${refusal.kind}${refusal.reason}`}>
            <code>
              {refusal.bundle} {refusal.version}
            </code>
            : {refusal.reason}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
