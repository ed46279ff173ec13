import { href } from '../app/route';
import { number, t } from '../i18n';
import { span } from '../i18n/format';
import { Figure, Figures } from '../ui';
import { cost } from '../watch/cost';
import { Downloads } from '../watch/Downloads';
import { summary } from '../watch/model/summary';
import { session } from './store';

/** What the call was like, once it is over. */
export function After() {
  const seen = session.value;
  if (seen === null) {
    return null;
  }
  const revision = seen.version.value;
  const detail = seen.detail.value;
  const sum = summary(detail?.turns ?? seen.model.turns.snapshot());
  return (
    <section class="card stack" aria-labelledby="after">
      <h2 id="after">{t('after.title')}</h2>
      <Figures>
        <Figure label={t('after.turns')} value={number(sum.turns)} />
        {sum.responseLatency !== null && <Figure label={t('after.latency')} value={span(sum.responseLatency)} />}
        <Figure label={t('after.tools')} value={number(sum.tools)} />
        <Figure label={t('after.interruptions')} value={number(sum.interruptions)} />
        <Figure label={t('after.tokens')} value={number(detail?.usage.total ?? sum.tokens)} />
        {detail?.cost != null && <Figure label={t('after.cost')} value={cost(detail.cost)} />}
      </Figures>
      <Downloads session={seen.id} recording={detail?.recording ?? null} model={seen.model} revision={revision} />
      <p>
        <a href={href('watch', seen.id)}>{t('after.watch')}</a>
      </p>
    </section>
  );
}
