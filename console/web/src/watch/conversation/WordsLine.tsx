import { t } from '../../i18n';
import { span } from '../../i18n/format';
import { clock } from '../clock';
import type { Words } from '../model/entries';

/** What one side said or typed. Words that were cut off are there, but dim. */
export function WordsLine({ words, revision, own }: { words: Words; revision: number; own: boolean }) {
  const speaker = words.who === 'caller' ? t(own ? 'conversation.you' : 'conversation.caller') : (words.agent ?? t('conversation.agent'));
  if (words.who === 'system') {
    // long, and meant for the agent
    return (
      <details class="words system">
        <summary>
          {t('conversation.told')} <span class="when number">{clock(words.t)}</span>
        </summary>
        <p class="said">
          <Said words={words} revision={revision} />
        </p>
      </details>
    );
  }
  return (
    <div class={`words ${words.who}`} aria-busy={words.open || words.listening}>
      <p class="who">
        <span class="name">{speaker}</span> <span class="when number">{clock(words.t)}</span>
        {words.typed && <span class="when"> · {t('conversation.typed')}</span>}
      </p>
      <p class="said">
        <Said words={words} revision={revision} />
        {words.open && <span class="typing" aria-hidden="true" />}
      </p>
      {words.cut !== null && (
        <p class="cut">
          {t(`cut.${known(words.cut)}`)}
          {words.heard !== null && words.heard.millis > 0 && <> · {t(words.heard.estimated ? 'conversation.heardAbout' : 'conversation.heard', { time: span(words.heard.millis) })}</>}
        </p>
      )}
    </div>
  );
}

function Said({ words }: { words: Words; revision: number }) {
  if (words.text === '') {
    return <span class="hint">{silent(words)}</span>;
  }
  if (words.cut === null || words.heard === null) {
    return <>{words.text}</>;
  }
  const heard = words.text.startsWith(words.heard.text) ? words.heard.text.length : 0;
  return (
    <>
      {words.text.slice(0, heard)}
      {heard < words.text.length && (
        <del>
          <span class="unseen">{t('conversation.unheard')} </span>
          {words.text.slice(heard)}
        </del>
      )}
    </>
  );
}

function silent(words: Words): string {
  if (words.hidden > 0) {
    return t('conversation.hidden', { count: words.hidden });
  }
  if (words.images > 0) {
    return t('conversation.image');
  }
  if (words.listening) {
    return t('conversation.listening');
  }
  return words.open ? t(words.who === 'caller' ? 'conversation.understanding' : 'conversation.speaking') : t('conversation.wordless');
}

const CAUSES = ['speech', 'application', 'guardrail', 'line', 'tool'] as const;

function known(cause: string): (typeof CAUSES)[number] {
  return CAUSES.find((each) => each === cause) ?? 'application';
}
