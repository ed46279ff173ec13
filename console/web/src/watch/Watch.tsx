import { t } from '../i18n';

export function Watch() {
  return <h1>{t('app.watch')}</h1>;
}
