import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionDetail, Turn } from '../api/types';
import { href } from '../app/route';
import { may } from '../app/store';
import { number, t, term } from '../i18n';
import { span } from '../i18n/format';
import { Badge, Empty, Figure, Figures, Loading, Switch, Tabs } from '../ui';
import { Approvals } from './conversation/Approvals';
import { Conversation } from './conversation/Conversation';
import { Controls } from './Controls';
import { Downloads } from './Downloads';
import { EventList } from './events/EventList';
import { cost } from './cost';
import { LiveSession } from './live';
import { summary } from './model/summary';
import { tone } from './SessionsTable';
import { TimelineView } from './timeline/TimelineView';
import { TurnsTable } from './TurnsTable';

type View = 'conversation' | 'turns' | 'events' | 'control';

/** One session, live or kept since it ended. */
export function SessionView({ id }: { id: string }) {
  const [session, setSession] = useState<LiveSession | null>(null);
  useEffect(() => {
    const opened = new LiveSession(id);
    setSession(opened);
    return () => opened.close();
  }, [id]);
  if (session === null || session.id !== id) {
    return (
      <Framed id={id}>
        <Loading />
      </Framed>
    );
  }
  return <Opened session={session} />;
}

function Opened({ session }: { session: LiveSession }) {
  const revision = session.version.value;
  const detail = session.detail.value;
  if (detail === null) {
    return (
      <Framed id={session.id}>
        {session.gone.value ? (
          <Empty title={t('watch.gone')}>
            <p>{t('watch.goneHint')}</p>
          </Empty>
        ) : (
          <Loading />
        )}
      </Framed>
    );
  }
  const turns = detail.turns.length > 0 ? detail.turns : session.model.turns.snapshot();
  return (
    <div class="stack">
      <div>
        <Back />
        <div class="row">
          <h1>{t('watch.session', { id: detail.id })}</h1>
          <Badge tone={tone(detail)}>{term('sessionState', detail.state)}</Badge>
        </div>
        <p class="muted">{way(detail)}</p>
      </div>
      <Sum detail={detail} turns={turns} />
      <Panels session={session} detail={detail} turns={turns} revision={revision} />
      <Downloads session={detail.id} recording={detail.recording} model={session.model} revision={revision} />
    </div>
  );
}

/** A session of which nothing is known yet, or any more. */
function Framed({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <div class="stack">
      <Back />
      <h1>{t('watch.session', { id })}</h1>
      {children}
    </div>
  );
}

function Back() {
  return <a href={href('watch')}>{t('watch.back')}</a>;
}

function way(detail: SessionDetail): string {
  const line = detail.line;
  const parts = [
    detail.agent ?? t('watch.noAgent'),
    line === null ? null : t('watch.over', { provider: line.profile ?? line.provider, transport: line.transport }),
    detail.leg === null ? null : term('leg', detail.leg),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function Sum({ detail, turns }: { detail: SessionDetail; turns: readonly Turn[] }) {
  const sum = summary(turns);
  return (
    <Figures>
      <Figure label={t('watch.age')} value={span(detail.age)} />
      <Figure label={t('after.turns')} value={number(sum.turns)} />
      <Figure label={t('after.latency')} value={sum.responseLatency === null ? '–' : span(sum.responseLatency)} />
      <Figure label={t('watch.firstAudio')} value={sum.timeToFirstAudio === null ? '–' : span(sum.timeToFirstAudio)} />
      <Figure label={t('after.interruptions')} value={number(sum.interruptions)} />
      <Figure label={t('after.tokens')} value={number(detail.usage.total)} />
      <Figure label={t('after.cost')} value={cost(detail.cost)} />
    </Figures>
  );
}

function Panels({ session, detail, turns, revision }: { session: LiveSession; detail: SessionDetail; turns: readonly Turn[]; revision: number }) {
  const [view, setView] = useState<View>('conversation');
  const [cursor, setCursor] = useState<number | null>(null);
  const control = may('control') && detail.live;
  const tabs: { id: View; text: string }[] = [
    { id: 'conversation', text: t('conversation.title') },
    { id: 'turns', text: t('turns.title') },
    { id: 'events', text: t('events.title') },
    ...(control ? [{ id: 'control' as const, text: t('control.title') }] : []),
  ];
  const shown = view === 'control' && !control ? 'conversation' : view;
  const waiting = session.model.conversation.waiting();
  return (
    <>
      <section class="card" aria-label={t('timeline.title')}>
        <TimelineView timeline={session.model.timeline} turns={turns} revision={revision} live={detail.live} cursor={cursor} onSeek={setCursor} />
      </section>
      {waiting.length > 0 && detail.live && <Approvals session={detail.id} waiting={waiting} />}
      <Tabs label={t('watch.views')} tabs={tabs} chosen={shown} onChoose={setView}>
        {shown === 'conversation' && <Conversation model={session.model.conversation} revision={revision} empty={t('watch.silent')} />}
        {shown === 'turns' && <TurnsTable turns={turns} onSeek={setCursor} />}
        {shown === 'events' && (
          <>
            {may('content') && detail.live && (
              <Switch label={t('events.raw')} hint={t('events.rawHint')} on={session.raw.value} onChange={(on) => session.showRaw(on)} />
            )}
            <EventList model={session.model} revision={revision} onSeek={setCursor} />
          </>
        )}
        {shown === 'control' && <Controls detail={detail} />}
      </Tabs>
    </>
  );
}
