import { useState } from 'preact/hooks';
import { address, remove, sentence } from '../api/client';
import type { RecordingInfo } from '../api/types';
import { href } from '../app/route';
import { may } from '../app/store';
import { t } from '../i18n';
import { bytes, span } from '../i18n/format';
import { Button, type Column, Dialog, Empty, Table, Time, toast } from '../ui';

/** What was recorded, to be heard again. */
export function RecordingsTable({ recordings, onChange }: { recordings: readonly RecordingInfo[]; onChange: () => void }) {
  const [going, setGoing] = useState<RecordingInfo | null>(null);
  const columns: Column<RecordingInfo>[] = [
    { title: t('recordings.name'), cell: (one) => <a href={href('watch', 'recording', one.name)}>{one.name}</a> },
    { title: t('recordings.at'), cell: (one) => <Time at={one.at} /> },
    { title: t('recordings.length'), numeric: true, cell: (one) => (one.finished ? (one.seconds === null ? '–' : span(one.seconds * 1000)) : t('recordings.running')) },
    { title: t('recordings.size'), numeric: true, cell: (one) => bytes(one.bytes) },
    {
      title: t('recordings.files'),
      cell: (one) => (
        <span class="row">
          {one.wav !== null && (
            <a href={file(one.name, 'wav')} download>
              WAV<span class="unseen"> {t('recordings.of', { name: one.name })}</span>
            </a>
          )}
          <a href={file(one.name, 'jsonl')} download>
            {t('recordings.log')}
            <span class="unseen"> {t('recordings.of', { name: one.name })}</span>
          </a>
          {may('control') && one.finished && (
            <Button look="quiet" class="small" onClick={() => setGoing(one)}>
              {t('recordings.remove')}
              <span class="unseen"> {t('recordings.of', { name: one.name })}</span>
            </Button>
          )}
        </span>
      ),
    },
  ];
  const drop = async (name: string): Promise<void> => {
    setGoing(null);
    try {
      await remove(`v1/recordings/${encodeURIComponent(name)}`);
    } catch (error) {
      toast(sentence(error), 'bad');
    }
    onChange();
  };
  return (
    <>
      <Table
        caption={t('recordings.title')}
        columns={columns}
        rows={recordings}
        keyOf={(one) => one.name}
        empty={
          <Empty title={t('recordings.none')}>
            <p>{t('recordings.noneHint')}</p>
          </Empty>
        }
      />
      {going !== null && (
        <Dialog title={t('recordings.delete', { name: going.name })} onClose={() => setGoing(null)}>
          <p>{t('recordings.sure')}</p>
          <div class="actions">
            <Button onClick={() => setGoing(null)}>{t('recordings.keep')}</Button>
            <Button look="danger" onClick={() => void drop(going.name)}>
              {t('recordings.remove')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Where a file of a recording is. */
export function file(name: string, ending: 'wav' | 'jsonl'): string {
  return address(`v1/recordings/${encodeURIComponent(name)}.${ending}`);
}
