import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { language, t } from '../i18n';
import { bytes, span, timeOfDay } from '../i18n/format';
import { Chart, type Draw, Legend } from '../ui';
import { history, KEPT_S, type Sample } from './history';

/** How late tasks ran and how much memory was used in the last five minutes; `limit` is the most that the heap may have. */
export function Charts({ limit }: { limit: number | null }) {
  const samples = history.value;
  const tongue = language.value;
  const delays = useMemo<uPlot.AlignedData>(() => [times(samples), samples.map((each) => each.worst), samples.map((each) => each.delay)], [samples]);
  const memory = useMemo<uPlot.AlignedData>(
    () => [times(samples), samples.map((each) => each.heap), samples.map((each) => (each.heap === null ? null : limit))],
    [samples, limit],
  );
  const drawDelays = useMemo(() => plot(['--warn', '--accent'], 5, span), [tongue]);
  const drawMemory = useMemo(() => plot(['--info', '--warn'], 1e6, bytes), [tongue]);
  const worst = Math.max(0, ...samples.map((each) => each.worst ?? 0));
  const heaps = samples.map((each) => each.heap ?? 0);
  if (samples.every((each) => each.worst === null && each.heap === null)) {
    return null;
  }
  return (
    <div class="charts">
      <section class="card stack">
        <h2>{t('health.delay')}</h2>
        <figure class="stack">
          <Chart label={t('health.delayChart', { worst: span(worst) })} draw={drawDelays} data={delays} />
          <Legend
            items={[
              { look: 'warn', text: t('health.worst') },
              { look: 'accent', text: t('health.usual') },
            ]}
          />
        </figure>
      </section>
      <section class="card stack">
        <h2>{t('health.memory')}</h2>
        <figure class="stack">
          <Chart label={t('health.memoryChart', { low: bytes(Math.min(...heaps)), high: bytes(Math.max(...heaps)) })} draw={drawMemory} data={memory} />
          <Legend
            items={[
              { look: 'info', text: t('health.heap') },
              { look: 'limit', text: t('health.heapMax') },
            ]}
          />
        </figure>
      </section>
    </div>
  );
}

function times(samples: readonly Sample[]): number[] {
  return samples.map((each) => each.at);
}

/** Two lines over five minutes; the second of memory, its limit, is dashed. */
function plot([first = '', second = '']: readonly string[], least: number, words: (value: number) => string): Draw {
  return (colour) => ({
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: true, range: (_plot, _low, high) => [high - KEPT_S, high] },
      y: { range: (_plot, _low, high) => [0, Math.max(high, least) * 1.1] },
    },
    axes: [
      {
        stroke: colour('--muted'),
        grid: { show: false },
        size: 28,
        ticks: { show: false },
        space: 80,
        values: (_plot, at) => at.map((seconds) => timeOfDay(new Date(seconds * 1000).toISOString())),
      },
      { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, size: 68, values: (_plot, at) => at.map(words) },
    ],
    series: [
      {},
      { stroke: colour(first), width: 2, points: { show: false } },
      { stroke: colour(second), width: words === bytes ? 1 : 2, ...(words === bytes && { dash: [6, 4] }), points: { show: false } },
    ],
  });
}
