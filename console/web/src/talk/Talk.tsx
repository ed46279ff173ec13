import { t } from '../i18n';

export function Talk() {
  return <h1>{t('app.talk')}</h1>;
}
