import { t } from '../i18n';
import { Notice } from '../ui';
import { connection } from './store';

/** Stands under the header as long as the process cannot be reached; what is shown below is from before. */
export function Lost() {
  return connection.value === 'lost' ? (
    <Notice tone="bad" title={t('app.lostTitle')} urgent>
      <p>{t('app.lostText')}</p>
    </Notice>
  ) : null;
}
