import { address } from '../api/client';
import { t } from '../i18n';
import { choice, offers } from './offers';
import { say, sound, type } from './store';

/** What one can say here with certainty: typed with a click, or said by a recorded voice. */
export function Suggestions() {
  const found = offers.value;
  const line = found?.lines.find((each) => each.id === choice.value.line);
  const phrases = line?.phrases ?? [];
  const samples = found?.samples ?? [];
  if (phrases.length === 0 && samples.length === 0) {
    return null;
  }
  const playing = sound.value?.sample.value ?? null;
  return (
    <div class="suggestions">
      {samples.length > 0 && (
        <>
          <h2 id="samples">{t('talk.samples')}</h2>
          <ul aria-labelledby="samples">
            {samples.map((sample) => (
              <li key={sample.id}>
                <button type="button" class="chip" aria-pressed={playing === sample.id} onClick={() => void say(sample.id, address(sample.url))}>
                  <span class="speaker" aria-hidden="true" />
                  {sample.words}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {phrases.length > 0 && (
        <>
          <h2 id="phrases">{t('talk.phrases')}</h2>
          <ul aria-labelledby="phrases">
            {phrases.map((phrase) => (
              <li key={phrase}>
                <button type="button" class="chip" onClick={() => void type(phrase)}>
                  {phrase}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
