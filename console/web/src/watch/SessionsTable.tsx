import type { SessionInfo } from '../api/types';
import { href } from '../app/route';
import { number, t, term } from '../i18n';
import { span } from '../i18n/format';
import { isMine } from '../talk/mine';
import { Badge, type Column, Empty, Table, type Tone } from '../ui';
import { cost } from './cost';

/** How a session stands. */
export function tone({ state, live }: Pick<SessionInfo, 'state' | 'live'>): Tone {
  if (!live || state === 'closed') {
    return 'neutral';
  }
  return state === 'connected' ? 'good' : state === 'reconnecting' || state === 'parked' ? 'warn' : 'info';
}

/** The sessions that are up, and those that ended lately. */
export function SessionsTable({ sessions }: { sessions: readonly SessionInfo[] }) {
  const columns: Column<SessionInfo>[] = [
    { title: t('watch.id'), cell: (one) => <a href={href('watch', one.id)}>{isMine(one) ? t('watch.yours', { id: one.id }) : one.id}</a> },
    { title: t('watch.state'), cell: (one) => <Badge tone={tone(one)}>{term('sessionState', one.live ? one.state : 'closed')}</Badge> },
    { title: t('talk.agent'), cell: (one) => one.agent ?? '–' },
    { title: t('talk.line'), cell: (one) => (one.provider === null ? '–' : t('watch.over', { provider: one.provider, transport: one.transport ?? '' })) },
    { title: t('watch.leg'), cell: (one) => (one.leg === null ? '–' : term('leg', one.leg)) },
    { title: t('watch.age'), numeric: true, cell: (one) => span(one.age) },
    { title: t('after.turns'), numeric: true, cell: (one) => (one.turnCount === undefined ? '–' : number(one.turnCount)) },
    { title: t('after.latency'), numeric: true, cell: (one) => (one.latency == null ? '–' : span(one.latency)) },
    { title: t('after.tokens'), numeric: true, cell: (one) => number(one.usage.total) },
    { title: t('after.cost'), numeric: true, cell: (one) => cost(one.cost) },
  ];
  return (
    <Table
      caption={t('watch.sessions')}
      columns={columns}
      rows={sessions.toSorted((a, b) => Number(b.live) - Number(a.live) || b.id.localeCompare(a.id, 'en', { numeric: true }))}
      keyOf={(one) => one.id}
      empty={
        <Empty title={t('watch.none')}>
          <p>
            <a href={href('talk')}>{t('watch.noneHint')}</a>
          </p>
        </Empty>
      }
    />
  );
}
