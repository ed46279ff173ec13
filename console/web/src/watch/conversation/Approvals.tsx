import { useEffect, useRef, useState } from 'preact/hooks';
import { post, sentence } from '../../api/client';
import { may } from '../../app/store';
import { t } from '../../i18n';
import { Button, Field, Notice, Switch, toast } from '../../ui';
import type { ToolCall } from '../model/entries';
import { pretty } from '../pretty';

/** The calls of tools that wait for a person: they stay in sight until somebody decides. */
export function Approvals({ session, waiting }: { session: string; waiting: readonly ToolCall[] }) {
  return (
    <div class="approvals">
      {waiting.map((call) => (
        <Question key={call.callId} session={session} call={call} />
      ))}
    </div>
  );
}

interface Answer {
  counted: boolean;
}

function Question({ session, call }: { session: string; call: ToolCall }) {
  const [always, setAlways] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);

  // who is not in the middle of something is taken here; who types is only told
  useEffect(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body || focused.tagName === 'MAIN') {
      place.current?.focus();
    }
  }, []);

  const decide = async (granted: boolean): Promise<void> => {
    setBusy(true);
    const path = `v1/sessions/${encodeURIComponent(session)}/approvals/${encodeURIComponent(call.callId)}`;
    try {
      const { counted } = await post<Answer>(path, { granted, always, ...(reason.trim() === '' ? {} : { message: reason.trim() }) });
      if (!counted) {
        toast(t('approval.late'), 'warn');
      }
    } catch (error) {
      toast(sentence(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <div ref={place} class="approval" role="group" tabIndex={-1} aria-label={t('approval.title')}>
      <Notice tone="warn" title={t('approval.asks', { agent: call.agent ?? t('conversation.agent'), tool: call.tool })} urgent>
        {call.arguments !== '' && call.arguments !== '{}' && <pre>{pretty(call.arguments)}</pre>}
        {call.server !== null && <p class="hint">{t('tool.server', { server: call.server })}</p>}
      </Notice>
      {may('control') ? (
        <>
          <div class="row">
            <Button look="primary" busy={busy} onClick={() => void decide(true)}>
              {t('approval.approve')}
            </Button>
            <Button look="danger" busy={busy} onClick={() => void decide(false)}>
              {t('approval.reject')}
            </Button>
          </div>
          <details>
            <summary>{t('approval.more')}</summary>
            <div class="stack">
              <Switch label={t('approval.always')} on={always} onChange={setAlways} />
              <Field label={t('approval.reason')} hint={t('approval.reasonHint')} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
            </div>
          </details>
        </>
      ) : (
        <p class="hint">{t('approval.notYours')}</p>
      )}
    </div>
  );
}
