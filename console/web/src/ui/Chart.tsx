import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { seen, tokens } from '../app/theme';

/** What is drawn, from the colours of the style sheet: a function from a custom property's name to its value. */
export type Draw = (colour: (name: string) => string) => Omit<uPlot.Options, 'width' | 'height'>;

interface Props {
  /** What the chart shows, in a sentence: it stands in for the picture. */
  label: string;
  draw: Draw;
  data: uPlot.AlignedData;
  height?: number;
}

/** A chart as wide as its place. The library comes with the first one. */
export function Chart({ label, draw, data, height = 160 }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(data);
  newest.current = data;
  const look = seen.value;

  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    let gone = false;
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    void import('./plotter').then(({ plotter }) => {
      if (!gone) {
        plot.current = new plotter({ ...draw(tokens()), width: element.clientWidth, height }, newest.current, element);
        resized.observe(element);
      }
    });
    return () => {
      gone = true;
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [draw, height, look]);

  useEffect(() => plot.current?.setData(data), [data]);
  return <div ref={place} class="chart" role="img" aria-label={label} />;
}
