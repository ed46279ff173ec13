import { t } from '../i18n';

export function Health() {
  return <h1>{t('app.health')}</h1>;
}
