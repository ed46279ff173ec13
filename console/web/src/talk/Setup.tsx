import { t, term } from '../i18n';
import { Badge, Notice, Select, Switch, type Tone } from '../ui';
import { choice, offers, plan } from './offers';
import { up } from './store';

const TONES: Record<'native' | 'emulated' | 'rejected', Tone> = { native: 'good', emulated: 'info', rejected: 'warn' };

/** Whom to talk to, and which way. */
export function Setup() {
  const found = offers.value;
  if (found === null) {
    return null;
  }
  const { agent, line, transport, record } = choice.value;
  const chosenAgent = found.agents.find((each) => each.name === agent);
  const missing = found.lines.filter((each) => each.unavailable !== null);
  return (
    <section class="card stack" aria-labelledby="setup">
      <h2 id="setup">{t('talk.setup')}</h2>
      <Select
        label={t('talk.agent')}
        hint={chosenAgent?.description ?? undefined}
        value={agent ?? ''}
        disabled={up.value}
        choices={found.agents.map((each) => ({ value: each.name, text: each.name }))}
        onChoose={(value) => {
          choice.value = { ...choice.value, agent: value };
        }}
      />
      <Select
        label={t('talk.line')}
        value={line ?? ''}
        disabled={up.value}
        choices={found.lines.map((each) => ({ value: each.id, text: each.unavailable === null ? each.title : t('talk.notNow', { name: each.title }), disabled: each.unavailable !== null }))}
        onChoose={(value) => {
          choice.value = { ...choice.value, line: value };
        }}
      />
      {missing.length > 0 && (
        <details>
          <summary>{t('talk.missing', { count: missing.length })}</summary>
          <ul class="reasons">
            {missing.map((each) => (
              <li key={each.id}>
                <strong>{each.title}</strong>: {each.unavailable}
              </li>
            ))}
          </ul>
        </details>
      )}
      <Select
        label={t('talk.transport')}
        hint={reasons(found.transports)}
        value={transport ?? ''}
        disabled={up.value}
        choices={found.transports.map((each) => ({ value: each.name, text: each.unavailable === null ? each.name : t('talk.notNow', { name: each.name }), disabled: each.unavailable !== null }))}
        onChoose={(value) => {
          choice.value = { ...choice.value, transport: value };
        }}
      />
      <Switch
        label={t('talk.record')}
        hint={t('talk.recordHint')}
        on={record}
        disabled={up.value}
        onChange={(on) => {
          choice.value = { ...choice.value, record: on };
        }}
      />
      <Plan />
      {!found.media.webrtc && <p class="hint">{found.media.reason ?? t('talk.noWebrtc')}</p>}
    </section>
  );
}

function reasons(transports: readonly { name: string; unavailable: string | null }[]): string | undefined {
  const all = transports.filter((each) => each.unavailable !== null).map((each) => `${each.name}: ${each.unavailable}`);
  return all.length === 0 ? undefined : all.join(' ');
}

/** What becomes of each of the agent's wishes with this choice. */
function Plan() {
  const found = plan.value;
  if (found === null) {
    return null;
  }
  if (found.problem !== null) {
    return (
      <Notice tone="warn" title={t('talk.cannot')}>
        <p>{found.problem}</p>
      </Notice>
    );
  }
  const count = (resolution: string): number => found.rows.filter((row) => row.resolution === resolution).length;
  const told = (['native', 'emulated', 'rejected'] as const).filter((each) => count(each) > 0);
  if (told.length === 0) {
    return null;
  }
  return (
    <details class="plan">
      <summary>
        {t('talk.plan')}{' '}
        {told.map((each) => (
          <Badge key={each} tone={TONES[each]}>
            {count(each)} {term('resolution', each)}
          </Badge>
        ))}
      </summary>
      <ul class="reasons">
        {found.rows.map((row) => (
          <li key={row.feature}>
            <span>{row.feature}</span> <Badge tone={TONES[row.resolution]}>{term('resolution', row.resolution)}</Badge>
            {row.reason !== null && <p class="hint">{row.reason}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
