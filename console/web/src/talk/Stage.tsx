import { Approvals } from '../watch/conversation/Approvals';
import { Conversation } from '../watch/conversation/Conversation';
import { Button, Notice } from '../ui';
import { t } from '../i18n';
import { Controls } from './Controls';
import { offers, plan } from './offers';
import { blocked, phase, session, start, unblock } from './store';

/** The middle of the tab: one big button, and then the conversation. */
export function Stage() {
  const seen = session.value;
  if (phase.value === 'idle' || (phase.value === 'over' && seen === null)) {
    return <Begin />;
  }
  const revision = seen?.version.value ?? 0;
  return (
    <>
      <Controls />
      {blocked.value && phase.value === 'up' && (
        <Notice tone="warn" title={t('talk.blocked')} urgent>
          <p>
            <Button look="primary" onClick={unblock}>
              {t('talk.unblock')}
            </Button>
          </p>
        </Notice>
      )}
      {seen === null ? (
        <div class="conversation">
          <p class="log hint" role="status">
            {t('talk.starting')}
          </p>
        </div>
      ) : (
        <>
          <Conversation model={seen.model.conversation} revision={revision} empty={t('talk.silent')} own />
          {phase.value === 'up' && <Approvals session={seen.id} waiting={seen.model.conversation.waiting()} />}
        </>
      )}
      {phase.value === 'over' && <Begin again />}
    </>
  );
}

function Begin({ again = false }: { again?: boolean }) {
  const hindered = offers.value?.lines.every((line) => line.unavailable !== null) === true || plan.value?.problem != null;
  return (
    <div class={again ? 'begin again' : 'begin'}>
      <Button look="primary" class="big" disabled={hindered} onClick={() => void start(true)}>
        {t(again ? 'talk.startAgain' : 'talk.start')}
      </Button>
      {!again && <p class="hint">{t('talk.startHint')}</p>}
    </div>
  );
}
