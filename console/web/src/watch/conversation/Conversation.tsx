import './conversation.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Button } from '../../ui';
import type { Conversation as Model } from '../model/conversation';
import type { ConversationEntry } from '../model/entries';
import { NoteLine } from './NoteLine';
import { ToolCard } from './ToolCard';
import { WordsLine } from './WordsLine';

interface Props {
  model: Model;
  /** Grows when the model has changed: it is mutable. */
  revision: number;
  /** In place of the words where there are none yet. */
  empty: string;
  /** Whether the caller is who looks. */
  own?: boolean;
}

/** So many entries are in the page; earlier ones on request. */
const PAGE = 150;
const NEAR_PX = 60;

/** Both sides' words and what happened between them. It follows what comes, unless the reader went back in it. */
export function Conversation({ model, revision, empty, own = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(PAGE);
  const [away, setAway] = useState(false);
  const entries = model.entries.slice(-shown);
  const earlier = model.entries.length - entries.length;

  useLayoutEffect(() => {
    if (!away && place.current !== null) {
      place.current.scrollTop = place.current.scrollHeight;
    }
  }, [revision, away]);
  useEffect(() => setShown(PAGE), [model]);

  const onScroll = (): void => {
    const element = place.current;
    if (element !== null) {
      setAway(element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_PX);
    }
  };
  return (
    <div class="conversation">
      <div ref={place} class="log" role="log" aria-label={t('conversation.title')} tabIndex={0} onScroll={onScroll}>
        {earlier > 0 && (
          <p class="earlier">
            <Button look="quiet" onClick={() => setShown(shown + 4 * PAGE)}>
              {t('conversation.earlier', { count: earlier })}
            </Button>
          </p>
        )}
        {model.dropped > 0 && earlier === 0 && <p class="earlier hint">{t('conversation.dropped', { count: model.dropped })}</p>}
        {entries.length === 0 && <p class="hint">{empty}</p>}
        {entries.map((entry) => (
          <One key={entry.key} entry={entry} revision={entry.revision} own={own} />
        ))}
      </div>
      {away && (
        <Button class="newest" onClick={() => setAway(false)}>
          {t('conversation.newest')}
        </Button>
      )}
    </div>
  );
}

/** Entries are mutable: what is drawn again is told by their revision. */
function One({ entry, revision, own }: { entry: ConversationEntry; revision: number; own: boolean }) {
  switch (entry.kind) {
    case 'words':
      return <WordsLine words={entry} revision={revision} own={own} />;
    case 'tool':
      return <ToolCard call={entry} revision={revision} />;
    default:
      return <NoteLine note={entry} revision={revision} />;
  }
}
