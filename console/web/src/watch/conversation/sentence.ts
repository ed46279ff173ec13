import { t, term } from '../../i18n';
import { span } from '../../i18n/format';
import type { Note } from '../model/entries';

/** What a note says, for a person. */
export function note({ what, values }: Pick<Note, 'what' | 'values'>): string {
  const said = (name: string): string => String(values[name] ?? '');
  const time = (name: string): string => span(Number(values[name] ?? 0));
  switch (what) {
    case 'swapped':
    case 'rolledBack':
    case 'removed':
    case 'returned':
      return `${t(`note.${what}`, { plug: term('plugKind', said('plug')), name: said('name'), from: said('from'), to: said('to') })} ${figures(values)}`.trim();
    case 'expiring':
      return t('note.expiring', { time: time('time') });
    case 'legUp':
    case 'legDown':
      return t(`note.${what}`, { leg: term('leg', said('leg')) });
    case 'moved':
    case 'reconnected':
      return t(`note.${what}`, { transport: said('transport'), provider: said('provider'), restored: term('restored', said('restored')) });
    case 'ending':
      return t('note.ending', { cause: term('ending', said('cause')) });
    case 'guardrail':
      return t('note.guardrail', { guardrail: said('guardrail'), info: hidden(said('info')) });
    case 'unanswered':
    case 'failed':
      return `${t(`note.${what}`, { why: said('why') }).replace(/[:.\s]*$/, '.')} ${term('remedy', said('remedy'))}`;
    default:
      return t(`note.${what}`, values).replace(/[:\s]+$/, '');
  }
}

/** What a swap cost: nothing is said of sound that it had nothing to do with. */
function figures(values: Note['values']): string {
  const [took, held, lost, silence] = ['took', 'held', 'lost', 'silence'].map((name) => Number(values[name] ?? 0)) as [number, number, number, number];
  if (values['plug'] !== 'transport' && values['plug'] !== 'provider') {
    return t('note.took', { took: span(took) });
  }
  const missing = lost > 0 ? t('note.lost', { lost: span(lost) }) : t('note.nothingLost');
  return `${t('note.silence', { silence: span(silence), held: span(held) })} ${missing}`;
}

function hidden(info: string): string {
  return /^\[\d+ characters?\]$/.test(info) ? '…' : info;
}
