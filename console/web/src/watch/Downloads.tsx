import { address } from '../api/client';
import { may } from '../app/store';
import { t } from '../i18n';
import { Button } from '../ui';
import type { SessionModel } from './model/session';

interface Props {
  session: string;
  /** Its name where there is one. */
  recording: string | null;
  model: SessionModel;
  /** Grows when the model has changed: it is mutable. */
  revision: number;
}

/** What can be taken home of a session. */
export function Downloads({ session, recording, model }: Props) {
  if (!may('content')) {
    return null;
  }
  const file = (ending: string): string => address(`v1/recordings/${encodeURIComponent(recording ?? '')}.${ending}`);
  return (
    <ul class="downloads">
      {recording !== null && (
        <>
          <li>
            <a href={file('wav')} download>
              {t('downloads.sound')}
            </a>
          </li>
          <li>
            <a href={file('jsonl')} download>
              {t('downloads.journal')}
            </a>
          </li>
        </>
      )}
      {recording === null && model.lines.length > 0 && (
        <li>
          <Button look="quiet" onClick={() => save(`${session}.jsonl`, model)}>
            {t('downloads.seen')}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** The journal's lines as far as this page has them. */
function save(name: string, model: SessionModel): void {
  const url = URL.createObjectURL(new Blob(model.lines.map(({ line }) => `${JSON.stringify(line)}\n`), { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
