import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Health } from '../health/Health';
import { t } from '../i18n';
import { Plugs } from '../plugs/Plugs';
import { CallBar } from '../talk/CallBar';
import { Talk } from '../talk/Talk';
import { Toasts } from '../ui';
import { Watch } from '../watch/Watch';
import { Expired } from './Expired';
import { Header } from './Header';
import { Lost } from './Lost';
import { route, type Tab } from './route';
import { connection } from './store';

const PAGES: Record<Tab, ComponentType> = { talk: Talk, watch: Watch, plugs: Plugs, health: Health };

/** The frame of the page: what stands on every tab, and the tab that is open. */
export function App() {
  const { tab } = route.value;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${t(`app.${tab}`)} · Patchbay`;
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [tab]);
  if (connection.value === 'expired') {
    return <Expired />;
  }
  const Page = PAGES[tab];
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <Header />
      <Lost />
      <CallBar />
      <main id="main" ref={main} tabIndex={-1} aria-label={t(`app.${tab}`)}>
        <Page />
      </main>
      <Toasts />
    </>
  );
}
