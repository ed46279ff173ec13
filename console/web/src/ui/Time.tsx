import { now } from '../app/store';
import { ago, dayAndTime, timeOfDay } from '../i18n/format';

/** An instant: how long ago it was, or the time of day; the full date shows when pointed at. */
export function Time({ at, as = 'ago' }: { at: string; as?: 'ago' | 'clock' }) {
  return (
    <time dateTime={at} title={dayAndTime(at)}>
      {as === 'ago' ? ago(at, now.value) : timeOfDay(at)}
    </time>
  );
}
