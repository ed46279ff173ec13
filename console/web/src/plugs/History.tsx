import { useState } from 'preact/hooks';
import type { PlugBundle, PlugChange, Swap } from '../api/types';
import { href } from '../app/route';
import { bundles, changes, may, swaps } from '../app/store';
import { t, term } from '../i18n';
import { span } from '../i18n/format';
import { Badge, Button, type Column, Empty, Table, Tabs, Time } from '../ui';
import { kept, removed, tone } from './model';
import { SwapChart } from './SwapChart';

/** What was swapped under sessions, and what was changed by people. */
export function History({ onPutBack }: { onPutBack: (bundle: PlugBundle) => void }) {
  const [shown, show] = useState<'swaps' | 'changes'>('swaps');
  return (
    <section class="card stack">
      <h2>{t('plugs.history')}</h2>
      <Tabs
        label={t('plugs.history')}
        tabs={[
          { id: 'swaps', text: t('plugs.swapsTab') },
          { id: 'changes', text: t('plugs.changesTab') },
        ]}
        chosen={shown}
        onChoose={show}
      >
        {shown === 'swaps' ? <SwapList /> : <ChangeList onPutBack={onPutBack} />}
      </Tabs>
    </section>
  );
}

function SwapList() {
  const all = swaps.value;
  const columns: Column<Swap>[] = [
    { title: t('plugs.when'), cell: (swap) => <Time at={swap.at} /> },
    { title: t('plugs.what'), wide: true, cell: (swap) => <Versions kind={swap.kind} from={named(swap.from)} to={named(swap.to)} detail={swap.detail} /> },
    { title: t('plugs.session'), cell: (swap) => <a href={href('watch', swap.session)}>{swap.session}</a> },
    { title: t('plugs.outcome'), cell: (swap) => <Badge tone={tone(swap.outcome)}>{term('state', swap.outcome)}</Badge> },
    { title: t('plugs.took'), numeric: true, cell: (swap) => span(swap.took) },
    { title: t('plugs.silence'), numeric: true, cell: (swap) => span(swap.silence) },
    { title: t('plugs.held'), numeric: true, cell: (swap) => span(swap.held) },
    { title: t('plugs.lost'), numeric: true, cell: (swap) => span(swap.lost) },
    { title: t('plugs.restored'), cell: (swap) => term('knows', swap.restored) },
  ];
  return all.length === 0 ? (
    <Empty title={t('plugs.noSwaps')}>{t('plugs.noSwapsText')}</Empty>
  ) : (
    <div class="stack">
      <SwapChart swaps={all} />
      <Table caption={t('plugs.swapsTab')} columns={columns} rows={all} page={10} keyOf={(swap) => `${swap.at}${swap.session}${swap.kind}${swap.to?.name}`} />
    </div>
  );
}

function ChangeList({ onPutBack }: { onPutBack: (bundle: PlugBundle) => void }) {
  const all = bundles.value ?? [];
  const columns: Column<PlugChange>[] = [
    { title: t('plugs.when'), cell: (change) => <Time at={change.at} /> },
    {
      title: t('plugs.what'),
      wide: true,
      cell: (change) => (
        <>
          {term('action', change.action)} <code>{change.bundle}</code>
        </>
      ),
    },
    { title: t('plugs.versions'), wide: true, cell: (change) => <Versions from={change.from} to={change.to} detail={change.detail} /> },
    { title: t('plugs.outcome'), cell: (change) => <Badge tone={tone(change.outcome)}>{term('state', change.outcome)}</Badge> },
    { title: t('plugs.took'), numeric: true, cell: (change) => span(change.took) },
  ];
  if (may('control') && changes.value.some((change) => removed(change, changes.value, all))) {
    columns.push({
      title: t('plugs.actions'),
      cell: (change) =>
        removed(change, changes.value, all) && (
          <Button aria-label={t('plugs.putBackOf', { name: change.bundle })} onClick={() => onPutBack(kept(change, all))}>
            {t('plugs.putBack')}
          </Button>
        ),
    });
  }
  return (
    <Table
      caption={t('plugs.changesTab')}
      columns={columns}
      rows={changes.value}
      page={10}
      keyOf={(change) => `${change.at}${change.bundle}${change.action}${change.outcome}`}
      empty={<Empty title={t('plugs.noChanges')} />}
    />
  );
}

function Versions({ kind, from, to, detail }: { kind?: string; from: string | null; to: string | null; detail: string | null }) {
  return (
    <>
      {kind !== undefined && `${term('kind', kind)}: `}
      <span>
        {from ?? '–'} → {to ?? '–'}
      </span>
      {detail !== null && detail !== '' && <span class="detail">{detail}</span>}
    </>
  );
}

function named(version: Swap['from']): string | null {
  return version === null ? null : `${version.name} ${version.version}`;
}
