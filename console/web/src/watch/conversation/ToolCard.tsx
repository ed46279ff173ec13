import { t, term } from '../../i18n';
import { span } from '../../i18n/format';
import { Badge, type Tone } from '../../ui';
import { clock } from '../clock';
import type { ToolCall } from '../model/entries';
import { brief, pretty } from '../pretty';

/** A tool at work: what it was given, how it stands, what it answered. */
export function ToolCard({ call }: { call: ToolCall; revision: number }) {
  const [state, tone] = standing(call);
  return (
    <div class="tool" aria-busy={call.state !== 'done' && call.state !== 'waiting'}>
      <p class="tool-head">
        <span class="unseen">{t('tool.title')} </span>
        <code class="tool-name">{call.tool}</code>
        {call.server !== null && <span class="hint">{t('tool.server', { server: call.server })}</span>}
        <Badge tone={tone}>{state}</Badge>
        {call.took !== null && <span class="hint number">{span(call.took)}</span>}
        <span class="when number">{clock(call.t)}</span>
      </p>
      <Json label={t('tool.arguments')} text={call.arguments} />
      {call.output !== null && <Json label={t('tool.result')} text={call.output} />}
    </div>
  );
}

function standing(call: ToolCall): [string, Tone] {
  if (call.decision === 'pending') {
    return [t('tool.waiting'), 'warn'];
  }
  if (call.state !== 'done') {
    return [t(call.state === 'running' ? 'tool.running' : 'tool.asked'), 'info'];
  }
  if (call.decision !== null && call.decision !== 'approved' && call.outcome === null) {
    return [term('decision', call.decision), 'warn'];
  }
  const outcome = call.outcome ?? 'result';
  const tone: Tone = outcome === 'result' || outcome === 'background' ? 'good' : outcome === 'rejected' || outcome === 'cancelled' ? 'warn' : 'bad';
  return [term('outcome', outcome), tone];
}

/** JSON in one line where it is short, folded where it is long. */
function Json({ label, text }: { label: string; text: string }) {
  if (text === '' || text === '{}') {
    return null;
  }
  const short = brief(text);
  if (short !== null) {
    return (
      <p class="json">
        <span class="hint">{label}</span> <span>{short}</span>
      </p>
    );
  }
  return (
    <details class="json">
      <summary>{label}</summary>
      <pre tabIndex={0} aria-label={label}>
        {pretty(text)}
      </pre>
    </details>
  );
}
