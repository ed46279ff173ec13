import './replay.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { href } from '../../app/route';
import { number, t } from '../../i18n';
import { span } from '../../i18n/format';
import { Button, Figure, Figures, Select, Tabs } from '../../ui';
import { clock } from '../clock';
import { Conversation } from '../conversation/Conversation';
import { EventList } from '../events/EventList';
import { Replay } from '../model/replay';
import { summary } from '../model/summary';
import { TimelineView } from '../timeline/TimelineView';
import { TurnsTable } from '../TurnsTable';
import { Player } from './player';
import type { Recorded } from './recording';

const SPEEDS = [1, 1.25, 1.5, 2];

type View = 'conversation' | 'turns' | 'events';

/** A recorded session, heard and seen again: everything moves along with the sound. */
export function ReplayView({ recording }: { recording: Recorded }) {
  const replay = useMemo(() => new Replay(recording.lines, recording.sound), [recording]);
  const [player, setPlayer] = useState<Player | null>(null);
  useEffect(() => {
    const url = recording.wav === null ? null : URL.createObjectURL(recording.wav);
    const made = new Player(replay.seconds, url);
    setPlayer(made);
    return () => {
      made.close();
      if (url !== null) {
        URL.revokeObjectURL(url);
      }
    };
  }, [replay, recording]);
  return (
    <div class="stack">
      <div>
        <a href={href('watch')}>{t('watch.back')}</a>
        <h1>{t('replay.title', { name: recording.name })}</h1>
      </div>
      {player !== null && <Playing replay={replay} player={player} silent={recording.wav === null} />}
    </div>
  );
}

function Playing({ replay, player, silent }: { replay: Replay; player: Player; silent: boolean }) {
  const [view, setView] = useState<View>('conversation');
  const at = player.at.value;
  const playing = player.playing.value;
  const seek = (to: number): void => player.seek(to);
  replay.seek(at);
  const turns = replay.whole.turns.all;
  const sum = summary(turns);
  return (
    <>
      <Figures>
        <Figure label={t('recordings.length')} value={span(replay.seconds * 1000)} />
        <Figure label={t('after.turns')} value={number(sum.turns)} />
        <Figure label={t('after.latency')} value={sum.responseLatency === null ? '–' : span(sum.responseLatency)} />
        <Figure label={t('after.interruptions')} value={number(sum.interruptions)} />
        <Figure label={t('after.tokens')} value={number(sum.tokens)} />
      </Figures>
      <section class="card stack" aria-label={t('replay.player')}>
        <div class="row player">
          <Button look="primary" onClick={() => (playing ? player.pause() : void player.play())}>
            {t(playing ? 'replay.pause' : 'replay.play')}
          </Button>
          <span class="number">
            {clock(at)} / {clock(replay.seconds)}
          </span>
          <Select
            bare
            label={t('replay.speed')}
            value={String(player.speed.value)}
            choices={SPEEDS.map((each) => ({ value: String(each), text: `${number(each, 2)}×` }))}
            onChoose={(chosen) => player.setSpeed(Number(chosen))}
          />
          {silent && <span class="hint">{t('replay.silent')}</span>}
        </div>
        <TimelineView timeline={replay.whole.timeline} turns={turns} revision={0} live={false} cursor={at} onSeek={seek} />
      </section>
      <Tabs
        label={t('watch.views')}
        tabs={[
          { id: 'conversation', text: t('conversation.title') },
          { id: 'turns', text: t('turns.title') },
          { id: 'events', text: t('events.title') },
        ]}
        chosen={view}
        onChoose={setView}
      >
        {view === 'conversation' && <Conversation model={replay.now.conversation} revision={replay.now.revision} empty={t('replay.begin')} />}
        {view === 'turns' && <TurnsTable turns={turns} onSeek={seek} />}
        {view === 'events' && <EventList model={replay.whole} revision={0} onSeek={seek} />}
      </Tabs>
    </>
  );
}
