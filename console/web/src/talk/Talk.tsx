import './talk.css';
import { useEffect } from 'preact/hooks';
import { may, me } from '../app/store';
import { t } from '../i18n';
import { Empty, Loading, Notice } from '../ui';
import { After } from './After';
import { Composer } from './Composer';
import { followOffers, offers, unknown } from './offers';
import { Setup } from './Setup';
import { Stage } from './Stage';
import { phase, problem } from './store';
import { Suggestions } from './Suggestions';

/** The tab on which a person talks to an agent. */
export function Talk() {
  useEffect(followOffers, []);
  if (me.value !== null && !may('control')) {
    return (
      <div class="stack">
        <h1>{t('talk.title')}</h1>
        <Empty title={t('talk.notYours')}>
          <p>{t('talk.notYoursHint')}</p>
        </Empty>
      </div>
    );
  }
  if (offers.value === null) {
    return (
      <div class="stack">
        <h1>{t('talk.title')}</h1>
        {unknown.value === null ? (
          <Loading />
        ) : (
          <Notice tone="bad" title={t('talk.noOffers')} urgent>
            <p>{unknown.value}</p>
          </Notice>
        )}
      </div>
    );
  }
  return (
    <div class="stack">
      <div>
        <h1>{t('talk.title')}</h1>
        <p class="muted">{t('talk.intro')}</p>
      </div>
      {problem.value !== null && (
        <Notice tone="bad" title={t('talk.problem')} urgent>
          <p>{problem.value}</p>
        </Notice>
      )}
      <div class="talk">
        <section class="card stage" aria-label={t('talk.call')}>
          <Stage />
          <Composer />
          <Suggestions />
        </section>
        <div class="stack side">
          {phase.value === 'over' && <After />}
          <Setup />
        </div>
      </div>
    </div>
  );
}
