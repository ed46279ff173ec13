import type { Turn } from '../api/types';
import { number, t, term } from '../i18n';
import { span } from '../i18n/format';
import { Button, type Column, Empty, Table } from '../ui';
import { clock } from './clock';
import { cost } from './cost';

interface Props {
  turns: readonly Turn[];
  onSeek: (t: number) => void;
}

/** Turn by turn: what was said, how long everything took, and what it cost. */
export function TurnsTable({ turns, onSeek }: Props) {
  const columns: Column<Turn>[] = [
    {
      title: t('turns.turn'),
      cell: (turn) => (
        <Button look="quiet" class="moment" onClick={() => onSeek(turn.startedAt)}>
          {turn.number}
          <span class="when number"> · {clock(turn.startedAt)}</span> <span class="unseen">{t('turns.show')}</span>
        </Button>
      ),
    },
    { title: t('turns.said'), cell: (turn) => <Said turn={turn} /> },
    { title: t('turns.response'), numeric: true, cell: (turn) => time(turn.responseLatency) },
    { title: t('turns.firstAudio'), numeric: true, cell: (turn) => time(turn.timeToFirstAudio) },
    { title: t('turns.bargeIn'), numeric: true, cell: (turn) => (turn.interrupted === null ? '–' : `${time(turn.bargeIn)} ${term('cause', turn.interrupted)}`) },
    { title: t('turns.tools'), cell: (turn) => <Tools turn={turn} /> },
    { title: t('turns.tokens'), numeric: true, cell: (turn) => number(turn.tokens) },
    { title: t('turns.cost'), numeric: true, cell: (turn) => cost(turn.cost) },
  ];
  return (
    <Table
      caption={t('turns.title')}
      columns={columns}
      rows={turns.toReversed()}
      keyOf={(turn) => String(turn.number)}
      empty={<Empty title={t('turns.none')} />}
    />
  );
}

function time(millis: number | null): string {
  return millis === null ? '–' : span(millis);
}

function Said({ turn }: { turn: Turn }) {
  const assistant = turn.interrupted !== null && turn.heard !== null ? `${turn.heard} …` : turn.assistant;
  return (
    <>
      {turn.user !== null && <p>{turn.user}</p>}
      {assistant !== null && (
        <p class="muted">
          {turn.agent !== null && <span class="unseen">{turn.agent}: </span>}
          {assistant}
        </p>
      )}
      {turn.guardrail !== null && <p class="cut">{t('turns.guardrail', { guardrail: turn.guardrail })}</p>}
      {turn.user === null && turn.assistant === null && '–'}
    </>
  );
}

function Tools({ turn }: { turn: Turn }) {
  if (turn.tools.length === 0) {
    return <>–</>;
  }
  return (
    <ul class="tools">
      {turn.tools.map((tool) => (
        <li key={tool.callId}>
          <code>{tool.name}</code>{' '}
          <span class="outcome">{tool.outcome === null ? t('tool.running') : tool.outcome === 'result' ? time(tool.took) : term('outcome', tool.outcome)}</span>
        </li>
      ))}
    </ul>
  );
}
