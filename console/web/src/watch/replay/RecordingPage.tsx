import { useEffect, useState } from 'preact/hooks';
import { request, sentence } from '../../api/client';
import { href } from '../../app/route';
import { t } from '../../i18n';
import { Loading, Notice } from '../../ui';
import { ReplayView } from './ReplayView';
import { type Recorded, recorded } from './recording';

/** A recording of the server's folder. */
export function RecordingPage({ name }: { name: string }) {
  const [found, setFound] = useState<Recorded | string | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    setFound(null);
    load(name, asking.signal).then(setFound, (error: unknown) => {
      if (!asking.signal.aborted) {
        setFound(sentence(error));
      }
    });
    return () => asking.abort();
  }, [name]);
  if (found === null) {
    return <Loading />;
  }
  if (typeof found === 'string') {
    return (
      <div class="stack">
        <a href={href('watch')}>{t('watch.back')}</a>
        <Notice tone="bad" title={t('replay.cannot')} urgent>
          <p>{found}</p>
        </Notice>
      </div>
    );
  }
  return <ReplayView recording={found} />;
}

async function load(name: string, signal: AbortSignal): Promise<Recorded> {
  const file = (ending: string): Promise<Response> => request('GET', `v1/recordings/${encodeURIComponent(name)}.${ending}`, undefined, signal);
  const journal = await (await file('jsonl')).blob();
  // a journal may be without its sound
  const wav = await file('wav').then(
    (response) => response.blob(),
    () => null,
  );
  return recorded(name, journal, wav);
}
