import { useId, useState } from 'preact/hooks';
import { sentence } from '../../api/client';
import { t } from '../../i18n';
import { Notice } from '../../ui';
import { pair, type Recorded, recorded } from './recording';

/** Opens a recording of one's own: files dropped here, or chosen. They stay in the browser. */
export function OpenFile({ onOpen }: { onOpen: (recording: Recorded) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (files: readonly File[]): Promise<void> => {
    const found = pair(files);
    try {
      if (found === null) {
        throw new Error(t('replay.noFiles'));
      }
      onOpen(await recorded(found.journal.name.replace(/\.jsonl$/i, ''), found.journal, found.wav));
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <div class="stack">
      <div
        class={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void open([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <label for={id}>{t('replay.open')}</label>
        <input id={id} type="file" multiple accept=".jsonl,.wav" onChange={(event) => void open([...(event.currentTarget.files ?? [])])} />
      </div>
      {problem !== null && (
        <Notice tone="bad" title={t('replay.cannot')} urgent>
          <p>{problem}</p>
        </Notice>
      )}
    </div>
  );
}
