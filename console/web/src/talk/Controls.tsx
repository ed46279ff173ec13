import { t } from '../i18n';
import { Badge, Button, type Tone } from '../ui';
import { clock } from '../watch/clock';
import { hangUp, interrupt, media, phase, session, sound } from './store';
import type { Microphone } from './sound';

/** How the call stands, and what one can do in it. */
export function Controls() {
  const up = phase.value === 'up';
  const age = session.value === null ? null : (session.value.version.value, session.value.model.timeline.end);
  return (
    <div class="controls">
      <p class="row" role="status">
        <Badge tone={up ? 'good' : phase.value === 'starting' ? 'info' : 'neutral'}>{t(up ? 'talk.up' : phase.value === 'starting' ? 'talk.connecting' : 'talk.over')}</Badge>
        {media.value !== null && <span class="hint">{t(media.value === 'webrtc' ? 'talk.webrtc' : 'talk.websocket')}</span>}
      </p>
      {age !== null && <span class="number hint">{clock(age)}</span>}
      {phase.value !== 'over' && (
        <div class="row end">
          {up && <Voice />}
          {up && <Button onClick={interrupt}>{t('talk.interrupt')}</Button>}
          <Button look="danger" onClick={hangUp}>
            {t('talk.hangUp')}
          </Button>
        </div>
      )}
    </div>
  );
}

const TONES: Record<Microphone, Tone> = { off: 'neutral', asked: 'info', on: 'good', refused: 'warn', missing: 'warn', insecure: 'warn' };

/** The microphone: whether it is heard, and how loud. */
function Voice() {
  const voice = sound.value;
  if (voice === null) {
    return null;
  }
  const state = voice.microphone.value;
  return (
    <>
      <span class="voice">
        <span role="status">
          {state !== 'off' && <Badge tone={voice.muted.value && state === 'on' ? 'warn' : TONES[state]}>{t(voice.muted.value && state === 'on' ? 'mic.muted' : `mic.${state}`)}</Badge>}
        </span>
        {state === 'on' && (
          <meter min={0} max={1} value={voice.muted.value ? 0 : voice.level.value} aria-label={t('mic.level')}>
            {voice.level.value}
          </meter>
        )}
      </span>
      {state === 'on' ? (
        <Button aria-pressed={voice.muted.value} onClick={() => voice.mute(!voice.muted.value)}>
          {t('mic.mute')}
        </Button>
      ) : (
        state !== 'asked' && <Button onClick={() => void voice.open()}>{t('mic.use')}</Button>
      )}
    </>
  );
}
