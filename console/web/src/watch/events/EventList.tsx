import './events.css';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { t, term } from '../../i18n';
import { Field, Select } from '../../ui';
import { clock } from '../clock';
import type { Numbered, SessionModel } from '../model/session';
import { about, wanted } from './about';

const ROW_PX = 34;
const SHOWN = 14;
const KINDS = ['session', 'wire', 'call', 'line', 'recorder'] as const;

interface Props {
  model: SessionModel;
  revision: number;
  /** Shows a moment on the time line. */
  onSeek: (t: number) => void;
}

/** Everything that happened, line by line; what is chosen is shown in full. Of thousands only those in sight are in the page. */
export function EventList({ model, revision, onSeek }: Props) {
  const [kind, setKind] = useState('');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const small = text.trim().toLowerCase();
  const lines = useMemo(() => model.lines.filter(({ line }) => wanted(line, kind, small)), [model, revision, kind, small]);
  const opened = chosen === null ? undefined : lines.find((each) => each.number === chosen);
  const choose = (line: Numbered): void => {
    setChosen(line.number);
    onSeek(line.line.t);
  };
  return (
    <div class="events">
      <div class="row filter">
        <Select
          label={t('events.kind')}
          value={kind}
          choices={[{ value: '', text: t('events.all') }, ...KINDS.map((each) => ({ value: each, text: term('lineKind', each) }))]}
          onChoose={setKind}
        />
        <Field label={t('events.filter')} type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <p class="hint" role="status">
          {t('events.count', { count: lines.length })}
          {model.dropped > 0 && ` ${t('events.dropped', { count: model.dropped })}`}
        </p>
      </div>
      <div class="events-both">
        <Rows lines={lines} chosen={chosen} onChoose={choose} />
        <Opened line={opened} />
      </div>
    </div>
  );
}

function Rows({ lines, chosen, onChoose }: { lines: readonly Numbered[]; chosen: number | null; onChoose: (line: Numbered) => void }) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const atEnd = useRef(true);
  const first = Math.max(0, Math.floor(top / ROW_PX) - 5);
  const seen = lines.slice(first, first + SHOWN + 10);
  const at = chosen === null ? -1 : lines.findIndex((each) => each.number === chosen);

  // it follows what comes, unless the reader went back in it
  useEffect(() => {
    const element = place.current;
    if (element !== null && atEnd.current && at < 0) {
      element.scrollTop = element.scrollHeight;
    }
  }, [lines, at]);

  const go = (to: number): void => {
    const index = Math.max(0, Math.min(lines.length - 1, to));
    const line = lines[index];
    const element = place.current;
    if (line !== undefined && element !== null) {
      onChoose(line);
      const y = index * ROW_PX;
      if (y < element.scrollTop || y + ROW_PX > element.scrollTop + element.clientHeight) {
        element.scrollTop = y - element.clientHeight / 2;
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = at < 0 ? first : at;
    const steps: Record<string, number> = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + SHOWN, PageUp: from - SHOWN, Home: 0, End: lines.length - 1 };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    }
  };
  return (
    <div
      ref={place}
      class="rows"
      role="listbox"
      tabIndex={0}
      aria-label={t('events.title')}
      aria-activedescendant={at >= first && at < first + seen.length ? `${id}-${chosen}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        const element = event.currentTarget;
        setTop(element.scrollTop);
        atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < ROW_PX;
      }}
    >
      <div class="space" role="presentation" style={{ height: `${lines.length * ROW_PX}px` }}>
        {seen.map((each, i) => (
          <div
            key={each.number}
            id={`${id}-${each.number}`}
            class={`event ${each.line.kind}`}
            role="option"
            aria-selected={each.number === chosen}
            aria-setsize={lines.length}
            aria-posinset={first + i + 1}
            style={{ transform: `translateY(${(first + i) * ROW_PX}px)` }}
            onClick={() => onChoose(each)}
          >
            <span class="number when">{clock(each.line.t)}</span>
            <span class="direction" aria-hidden="true">
              {each.line.dir === 'in' ? '←' : each.line.dir === 'out' ? '→' : ''}
            </span>
            <span class="event-type">{each.line.event.type}</span>
            <span class="about">{about(each.line)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function Opened({ line }: { line: Numbered | undefined }) {
  return (
    <section class="opened" aria-label={t('events.detail')}>
      {line === undefined ? <p class="hint">{t('events.choose')}</p> : <pre tabIndex={0}>{JSON.stringify(line.line, null, 2)}</pre>}
    </section>
  );
}
