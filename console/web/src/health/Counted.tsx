import type { Health } from '../api/types';
import { number, t, term } from '../i18n';
import { bytes, span } from '../i18n/format';
import { HARM } from './model';

/** All that is counted since the start, for who wants to know exactly. */
export function Counted({ health: { calls, counters, process, loops } }: { health: Health }) {
  return (
    <section class="card stack">
      <h2>{t('health.counted')}</h2>
      <div class="counted">
        <Facts title={t('health.calls')} facts={Object.entries(calls).map(([name, count]) => [term('calls', name), number(count)])} />
        {counters !== undefined && (
          <Facts
            title={t('health.counters')}
            facts={HARM.map((name) => [term('counters', name), name === 'callerBytesDropped' ? bytes(counters[name]) : number(counters[name])])}
          />
        )}
        {process !== undefined && (
          <Facts
            title={t('health.process')}
            facts={[
              [t('health.threads'), number(process.threads)],
              [t('health.openFiles'), process.openFiles === null ? '–' : number(process.openFiles)],
              [t('health.nonHeap'), bytes(process.nonHeapUsed)],
              [t('health.gcTime'), span(process.gcTime)],
            ]}
          />
        )}
        {loops !== undefined && loops.length > 0 && (
          <Facts title={t('health.loops')} facts={loops.map((loop) => [loop.name, t('health.loop', { delay: span(loop.delay), worst: span(loop.worst) })])} />
        )}
      </div>
    </section>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly (readonly [string, string])[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
