import type { Health } from '../api/types';
import { t } from '../i18n';
import { number } from '../i18n';
import { bytes, percent, span } from '../i18n/format';
import { Figure, Figures } from '../ui';
import { delay, delayTone, drops } from './model';

/** The figures that are looked at first. */
export function Vitals({ health }: { health: Health }) {
  const { process, queues, counters } = health;
  const late = delay(health);
  return (
    <Figures>
      <Figure label={t('health.sessions')} value={number(health.sessions)} />
      <Figure label={t('health.plugs')} value={number(health.plugs)} />
      {late !== null && <Figure label={t('health.delay')} value={span(late)} tone={delayTone(late)} note={t('health.delayNote')} />}
      {queues !== undefined && (
        <Figure
          label={t('health.queues')}
          value={bytes(queues.callerAudioBytes)}
          tone={queues.callerAudioBytes > 0 ? 'warn' : 'neutral'}
          note={t('health.queuesNote', { count: queues.listenerEvents })}
        />
      )}
      {counters !== undefined && (
        <Figure label={t('health.drops')} value={number(drops(counters))} tone={drops(counters) > 0 ? 'warn' : 'good'} note={t('health.dropsNote', { size: bytes(counters.callerBytesDropped) })} />
      )}
      {process !== undefined && (
        <>
          <Figure
            label={t('health.heap')}
            value={bytes(process.heapUsed)}
            note={t('health.heapNote', { max: bytes(process.heapMax), share: percent(process.heapUsed / Math.max(1, process.heapMax)) })}
          />
          {process.cpu !== null && <Figure label={t('health.cpu')} value={percent(process.cpu)} />}
          <Figure label={t('health.uptime')} value={span(process.uptime)} note={t('health.java', { version: process.java })} />
        </>
      )}
    </Figures>
  );
}
