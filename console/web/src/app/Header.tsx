import { choose, LANGUAGES, type Language, language, t } from '../i18n';
import { Badge, Select, type Tone } from '../ui';
import type { Connection } from '../api/stream';
import { href, route, TABS } from './route';
import { connection } from './store';
import { THEMES, type Theme, theme } from './theme';

const TONES: Record<Connection, Tone> = { connecting: 'neutral', open: 'good', lost: 'bad', expired: 'bad' };

export function Header() {
  const { tab } = route.value;
  return (
    <header class="header">
      <p class="brand">
        <span class="cord" aria-hidden="true" />
        Patchbay
      </p>
      <nav aria-label={t('app.nav')}>
        <ul>
          {TABS.map((each) => (
            <li key={each}>
              <a href={href(each)} aria-current={each === tab ? 'page' : undefined}>
                {t(`app.${each}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="header-end">
        <span role="status">
          <Badge tone={TONES[connection.value]}>{t(`app.${connection.value}`)}</Badge>
        </span>
        <button type="button" class="button quiet" popovertarget="settings" aria-label={t('app.settings')}>
          <span class="cog" aria-hidden="true" />
        </button>
      </div>
      <div id="settings" popover="auto" class="settings" role="group" aria-label={t('app.settings')}>
        <Select
          label={t('app.theme')}
          value={theme.value}
          choices={THEMES.map((each) => ({ value: each, text: t(`app.${each}`) }))}
          onChoose={(chosen) => {
            theme.value = chosen as Theme;
          }}
        />
        <Select
          label={t('app.language')}
          value={language.value}
          choices={Object.entries(LANGUAGES).map(([tag, name]) => ({ value: tag, text: name }))}
          onChoose={(chosen) => void choose(chosen as Language)}
        />
      </div>
    </header>
  );
}
