import { t } from '../i18n';

export function Plugs() {
  return <h1>{t('app.plugs')}</h1>;
}
