import type { Health } from '../api/types';
import { now } from '../app/store';
import { t, term } from '../i18n';
import { span } from '../i18n/format';
import { Badge, type Column, Empty, Table } from '../ui';
import { lineTone } from './model';

type Line = Health['lines'][number];

/** The ways to models that were tried, and how connecting fares. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  const columns: Column<Line>[] = [
    { title: t('health.provider'), cell: (line) => <>{[line.provider, line.profile].filter((part) => part !== null).join(' · ')}</> },
    { title: t('health.transport'), cell: (line) => line.transport },
    { title: t('health.state'), cell: State },
    { title: t('health.failures'), numeric: true, cell: (line) => line.failures },
    { title: t('health.address'), wide: true, cell: (line) => (line.address === null ? '–' : <code>{line.address}</code>) },
    { title: t('health.lastReason'), wide: true, cell: (line) => line.lastReason ?? '–' },
  ];
  return (
    <section class="card stack">
      <h2>{t('health.lines')}</h2>
      <Table
        caption={t('health.lines')}
        columns={columns}
        rows={lines}
        keyOf={(line) => [line.transport, line.provider, line.profile, line.address].join(' ')}
        page={20}
        empty={<Empty title={t('health.noLines')}>{t('health.noLinesText')}</Empty>}
      />
    </section>
  );
}

function State({ state, coolUntil }: Line) {
  const left = coolUntil === null ? 0 : new Date(coolUntil).getTime() - now.value;
  return (
    <>
      <Badge tone={lineTone(state)}>{term('line', state)}</Badge>
      {left > 0 && <span class="detail">{t('health.coolsFor', { time: span(Math.ceil(left / 1000) * 1000) })}</span>}
    </>
  );
}
