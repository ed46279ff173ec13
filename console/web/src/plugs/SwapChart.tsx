import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Swap } from '../api/types';
import { t } from '../i18n';
import { span, timeOfDay } from '../i18n/format';
import { Chart, type Draw, Legend } from '../ui';
import { SILENCE_LIMIT } from './model';

const MOST = 60;

/** How long the last swaps took, how silent they were, and how silent they may be; oldest at the left. */
export function SwapChart({ swaps }: { swaps: readonly Swap[] }) {
  const shown = useMemo(() => swaps.slice(0, MOST).reverse(), [swaps]);
  const data = useMemo<uPlot.AlignedData>(
    () => [shown.map((_, index) => index), shown.map((swap) => swap.took), shown.map((swap) => swap.silence), shown.map(() => SILENCE_LIMIT)],
    [shown],
  );
  const draw = useMemo<Draw>(
    () => (colour) => ({
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 12, 0, 0],
      scales: { x: { time: false, range: (_plot, low, high) => [low - 0.5, high + 0.5] }, y: { range: (_plot, _low, high) => [0, Math.max(high, SILENCE_LIMIT) * 1.1] }, took: { range: (_plot, _low, high) => [0, Math.max(high, 100) * 1.1] } },
      axes: [
        {
          stroke: colour('--muted'),
          grid: { show: false },
          size: 28,
          ticks: { show: false },
          space: 90,
          values: (_plot, at) => at.map((index) => (Number.isInteger(index) && shown[index] !== undefined ? timeOfDay(shown[index].at) : '')),
        },
        { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, size: 64, values: (_plot, at) => at.map((value) => span(value)) },
        { scale: 'took', side: 1, stroke: colour('--info'), grid: { show: false }, ticks: { show: false }, size: 64, values: (_plot, at) => at.map((value) => span(value)) },
      ],
      series: [
        {},
        { scale: 'took', stroke: colour('--info'), width: 2, points: { show: true, size: 6, fill: colour('--info') } },
        { stroke: colour('--accent'), width: 2, points: { show: true, size: 6, fill: colour('--accent') } },
        { stroke: colour('--warn'), width: 1, dash: [6, 4], points: { show: false } },
      ],
    }),
    [shown],
  );
  const label = t('plugs.chart', {
    count: shown.length,
    silence: span(Math.max(0, ...shown.map((swap) => swap.silence))),
    took: span(Math.max(0, ...shown.map((swap) => swap.took))),
  });
  return (
    <figure class="stack">
      <Chart label={label} draw={draw} data={data} />
      <Legend
        items={[
          { look: 'info', text: t('plugs.tookScale') },
          { look: 'accent', text: t('plugs.silence') },
          { look: 'limit', text: t('plugs.limit', { limit: span(SILENCE_LIMIT) }) },
        ]}
      />
    </figure>
  );
}
