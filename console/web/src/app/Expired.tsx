import { t } from '../i18n';
import { Button } from '../ui';

/** In place of everything once the process does not know this browser any more. */
export function Expired() {
  return (
    <main class="expired">
      <div class="stack" role="alert">
        <h1>{t('app.expiredTitle')}</h1>
        <p>{t('app.expiredText')}</p>
      </div>
      <Button look="primary" onClick={() => location.reload()}>
        {t('app.retry')}
      </Button>
    </main>
  );
}
