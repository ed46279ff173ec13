import { t } from '../../i18n';
import { clock } from '../clock';
import type { Note } from '../model/entries';
import { note as sentence } from './sentence';

/** A quiet line between the words. */
export function NoteLine({ note }: { note: Note; revision: number }) {
  return (
    <div class={`note ${note.tone}`}>
      <p>
        <span class="mark" aria-hidden="true" />
        <span>{sentence(note)}</span> <span class="when number">{clock(note.t)}</span>
      </p>
      {note.details.length > 0 && (
        <details>
          <summary>{t('conversation.details')}</summary>
          <ul>
            {note.details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
