import { address } from '../api/client';
import { t } from '../i18n';
import { choice, offers } from './offers';
import { phrases } from './phrases';
import { say, sound, type } from './store';

/** What one can say here with certainty: sent typed with a click on the words, or said by a recorded voice. */
export function Suggestions() {
  const found = offers.value;
  const line = found?.lines.find((each) => each.id === choice.value.line);
  const all = phrases(found?.samples ?? [], line?.phrases ?? []);
  if (all.length === 0) {
    return null;
  }
  const playing = sound.value?.sample.value ?? null;
  return (
    <div class="suggestions">
      <h2 id="say">{t('talk.say')}</h2>
      <ul aria-labelledby="say">
        {all.map(({ words, typed, sample }) => (
          <li key={words} class="chip">
            {sample !== null && (
              <button
                type="button"
                class="play"
                aria-label={t('talk.playOf', { words })}
                title={t('talk.playOf', { words })}
                aria-pressed={playing === sample.id}
                onClick={() => void say(sample.id, address(sample.url))}
              >
                <span class="speaker" aria-hidden="true" />
                {typed === null && words}
              </button>
            )}
            {typed !== null && (
              <button type="button" class="send" aria-label={t('talk.sendOf', { words })} onClick={() => void type(typed)}>
                {words}
              </button>
            )}
          </li>
        ))}
      </ul>
      {all.some(({ sample }) => sample !== null) && <p class="hint">{t('talk.sayHint')}</p>}
    </div>
  );
}
