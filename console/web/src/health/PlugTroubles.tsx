import type { Health } from '../api/types';
import { href } from '../app/route';
import { t, term } from '../i18n';
import { Notice } from '../ui';

/** Plugs that do not run, were not taken, or run on after their end. */
export function PlugTroubles({ health: { stopped, refusals, leaked } }: { health: Health }) {
  if (stopped.length + refusals.length + leaked.length === 0) {
    return null;
  }
  return (
    <Notice tone="warn" title={t('health.plugTroubles')}>
      <ul class="list">
        {stopped.map((bundle) => (
          <li key={bundle}>{t('health.stopped', { bundle })}</li>
        ))}
        {refusals.map((refusal) => (
          <li key={`${refusal.bundle}${refusal.version}${refusal.kind}${refusal.reason}`}>
            {t('health.refused', { bundle: `${refusal.bundle} ${refusal.version}`, reason: refusal.reason })}
          </li>
        ))}
        {leaked.map((plug) => (
          <li key={`${plug.bundle}${plug.version}${plug.name}`}>{t('health.leaked', { kind: term('kind', plug.kind), name: plug.name, bundle: `${plug.bundle} ${plug.version}` })}</li>
        ))}
      </ul>
      <p>
        <a href={href('plugs')}>{t('health.toPlugs')}</a>
      </p>
    </Notice>
  );
}
