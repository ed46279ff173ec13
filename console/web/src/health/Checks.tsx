import type { HealthCheck } from '../api/types';
import { t, term } from '../i18n';
import { span } from '../i18n/format';
import { Badge, Empty } from '../ui';
import { sorted, tone } from './model';

/** The checks of the container, ours and others'; those that found something are open. */
export function Checks({ checks }: { checks: readonly HealthCheck[] }) {
  return (
    <section class="card stack">
      <h2>{t('health.checks')}</h2>
      {checks.length === 0 ? (
        <Empty title={t('health.noChecks')} />
      ) : (
        <ul class="checks">
          {sorted(checks).map((check) => (
            <li key={check.name}>
              <Check check={check} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Check({ check }: { check: HealthCheck }) {
  return (
    <details open={check.status !== 'ok'}>
      <summary>
        <span class="check-name">{check.name}</span> <Badge tone={tone(check.status)}>{term('status', check.status)}</Badge>
      </summary>
      <ul class="entries">
        {check.entries.map((entry) => (
          <li key={entry.message} class={entry.status === 'debug' ? 'muted' : undefined}>
            {entry.message}
            {entry.hint !== null && (
              <p class="todo">
                <strong>{t('health.todo')}</strong> {entry.hint}
              </p>
            )}
          </li>
        ))}
      </ul>
      <p class="hint">{t('health.checkTook', { time: span(check.took), tags: check.tags.join(', ') })}</p>
    </details>
  );
}
