import './watch.css';
import { useEffect, useState } from 'preact/hooks';
import { get, sentence } from '../api/client';
import type { Recordings } from '../api/types';
import { go, route } from '../app/route';
import { connection, may, me, sessions } from '../app/store';
import { t } from '../i18n';
import { Loading, Notice } from '../ui';
import { OpenFile } from './replay/OpenFile';
import type { Recorded } from './replay/recording';
import { RecordingPage } from './replay/RecordingPage';
import { ReplayView } from './replay/ReplayView';
import { RecordingsTable } from './RecordingsTable';
import { SessionsTable } from './SessionsTable';
import { SessionView } from './SessionView';

/** The tab on which one sees what sessions do and did. */
export function Watch() {
  const [opened, setOpened] = useState<Recorded | null>(null);
  const [what, name] = route.value.rest;
  if (what === 'file' && opened !== null) {
    return <ReplayView recording={opened} />;
  }
  if (what === 'recording' && name !== undefined) {
    return <RecordingPage name={name} />;
  }
  if (what !== undefined && what !== 'file') {
    return <SessionView id={what} />;
  }
  return (
    <Lists
      onOpen={(recording) => {
        setOpened(recording);
        go('watch', 'file');
      }}
    />
  );
}

function Lists({ onOpen }: { onOpen: (recording: Recorded) => void }) {
  return (
    <div class="stack">
      <div>
        <h1>{t('watch.title')}</h1>
        <p class="muted">{t('watch.intro')}</p>
      </div>
      <section class="stack" aria-labelledby="sessions">
        <h2 id="sessions">{t('watch.sessions')}</h2>
        {connection.value === 'connecting' ? <Loading /> : <SessionsTable sessions={[...sessions.value.values()]} />}
      </section>
      {may('content') && <KeptRecordings />}
      <section class="stack" aria-labelledby="own">
        <h2 id="own">{t('replay.own')}</h2>
        <OpenFile onOpen={onOpen} />
      </section>
    </div>
  );
}

function KeptRecordings() {
  const [found, setFound] = useState<Recordings | string | null>(null);
  // a recording begins and ends with a session
  const running = [...sessions.value.values()].map((one) => `${one.recording ?? ''}${one.live}`).join();
  const load = (): void => {
    get<Recordings>('v1/recordings').then(setFound, (error: unknown) => setFound(sentence(error)));
  };
  useEffect(load, [running, me.value]);
  return (
    <section class="stack" aria-labelledby="recordings">
      <h2 id="recordings">{t('recordings.title')}</h2>
      {found === null && <Loading />}
      {typeof found === 'string' && (
        <Notice tone="bad">
          <p>{found}</p>
        </Notice>
      )}
      {found !== null && typeof found !== 'string' && <RecordingsTable recordings={found.recordings} onChange={load} />}
    </section>
  );
}
