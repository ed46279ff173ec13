import './health.css';
import { useEffect } from 'preact/hooks';
import { health, now } from '../app/store';
import { t } from '../i18n';
import { ago } from '../i18n/format';
import { announce, Badge, Loading } from '../ui';
import { Charts } from './Charts';
import { Checks } from './Checks';
import { Counted } from './Counted';
import { Errors } from './Errors';
import { Lines } from './Lines';
import { PlugTroubles } from './PlugTroubles';
import { VERDICT_TONES, verdict } from './model';
import { Vitals } from './Vitals';

/** How the process is: the verdict first, then what wants a look, then all figures. */
export function Health() {
  const found = health.value;
  const judged = found === null ? null : verdict(found);
  useEffect(() => {
    if (judged !== null) {
      announce(t(`health.${judged}`));
    }
  }, [judged]);
  return (
    <div class="stack health">
      <div class="row spread">
        <h1>{t('health.title')}</h1>
        {found !== null && <p class="hint">{t('health.asOf', { time: ago(found.at, now.value) })}</p>}
      </div>
      {found === null || judged === null ? (
        <Loading />
      ) : (
        <>
          <p class="verdict">
            <Badge tone={VERDICT_TONES[judged]}>{t(`health.${judged}`)}</Badge> <span class="muted">{t(`health.${judged}Text`)}</span>
          </p>
          <Vitals health={found} />
          <PlugTroubles health={found} />
          <Checks checks={found.checks ?? []} />
          <Errors errors={found.errors ?? []} />
          <Charts limit={found.process?.heapMax ?? null} />
          <Lines lines={found.lines} />
          <Counted health={found} />
        </>
      )}
    </div>
  );
}
