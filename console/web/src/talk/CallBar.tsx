import { href, route } from '../app/route';
import { t } from '../i18n';
import { Badge, Button } from '../ui';
import { clock } from '../watch/clock';
import { choice } from './offers';
import { hangUp, phase, session, sound, up } from './store';

/** The call of this page, on every tab but its own; nothing while there is none. */
export function CallBar() {
  if (!up.value || route.value.tab === 'talk') {
    return null;
  }
  const seen = session.value;
  const age = seen === null ? 0 : (seen.version.value, seen.model.timeline.end);
  const waiting = seen?.model.conversation.waiting().length ?? 0;
  const voice = sound.value;
  return (
    <section class="callbar" aria-label={t('callbar.title')}>
      <Badge tone={phase.value === 'up' ? 'good' : 'info'}>{t(phase.value === 'up' ? 'talk.up' : 'talk.connecting')}</Badge>
      <span>{seen?.model.conversation.agent ?? choice.value.agent}</span>
      <span class="number muted">{clock(age)}</span>
      {waiting > 0 && (
        <span role="alert">
          <a href={href('talk')}>{t('callbar.waiting', { count: waiting })}</a>
        </span>
      )}
      <span class="row end">
        <a href={href('talk')}>{t('callbar.back')}</a>
        {voice?.microphone.value === 'on' && (
          <Button aria-pressed={voice.muted.value} onClick={() => voice.mute(!voice.muted.value)}>
            {t('mic.mute')}
          </Button>
        )}
        <Button look="danger" onClick={hangUp}>
          {t('talk.hangUp')}
        </Button>
      </span>
    </section>
  );
}
