import { useEffect, useState } from 'preact/hooks';
import { get, post, sentence } from '../api/client';
import type { SessionDetail, TalkOffers } from '../api/types';
import { bundles, may } from '../app/store';
import { t } from '../i18n';
import { Button, Dialog, Field, Select, Switch, toast } from '../ui';

/** What somebody with the control token can do in a session of others. */
export function Controls({ detail }: { detail: SessionDetail }) {
  const [ending, setEnding] = useState(false);
  if (!may('control') || !detail.live) {
    return null;
  }
  const act = async (verb: string, body: object, done: string): Promise<boolean> => {
    try {
      await post(`v1/sessions/${encodeURIComponent(detail.id)}/${verb}`, body);
      toast(done, 'good');
      return true;
    } catch (error) {
      toast(sentence(error), 'bad');
      return false;
    }
  };
  return (
    <div class="stack control">
      <Speak act={act} />
      <div class="row">
        <Button onClick={() => void act('interrupt', {}, t('control.interrupted'))}>{t('talk.interrupt')}</Button>
        <Button look="danger" onClick={() => setEnding(true)}>
          {t('control.end')}
        </Button>
        <Switch label={t('talk.record')} on={detail.recording !== null} onChange={(on) => void act('recording', { on }, t(on ? 'control.recording' : 'control.notRecording'))} />
      </div>
      <Move detail={detail} act={act} />
      {ending && (
        <Dialog title={t('control.endTitle')} onClose={() => setEnding(false)}>
          <p>{t('control.endText')}</p>
          <div class="actions">
            <Button onClick={() => setEnding(false)}>{t('control.keep')}</Button>
            <Button
              look="danger"
              onClick={() => {
                setEnding(false);
                void act('close', {}, t('control.ended'));
              }}
            >
              {t('control.end')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

type Act = (verb: string, body: object, done: string) => Promise<boolean>;

/** Words for the agent to answer, or for the caller to hear. */
function Speak({ act }: { act: Act }) {
  const [text, setText] = useState('');
  const words = text.trim();
  const tell = async (verb: 'message' | 'say'): Promise<void> => {
    if (words !== '' && (await act(verb, { text: words }, t(verb === 'say' ? 'control.said' : 'control.sent')))) {
      setText('');
    }
  };
  return (
    <form
      class="speak"
      onSubmit={(event) => {
        event.preventDefault();
        void tell('message');
      }}
    >
      <Field label={t('control.words')} hint={t('control.wordsHint')} value={text} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      <div class="row">
        <Button type="submit" disabled={words === ''}>
          {t('control.asCaller')}
        </Button>
        <Button disabled={words === ''} onClick={() => void tell('say')}>
          {t('control.asAgent')}
        </Button>
      </div>
    </form>
  );
}

/** To another agent, another provider, another transport, while the call goes on. */
function Move({ detail, act }: { detail: SessionDetail; act: Act }) {
  const [offers, setOffers] = useState<TalkOffers | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    get<TalkOffers>('v1/talk', asking.signal).then(setOffers, () => setOffers(null));
    return () => asking.abort();
  }, [bundles.value]);
  if (offers === null) {
    return null;
  }
  const others = offers.lines.filter((line) => line.unavailable === null);
  return (
    <div class="moves">
      <Choose label={t('control.agent')} now={detail.agent} all={offers.agents.map((each) => ({ value: each.name, text: each.name }))} onChoose={(name) => void act('agent', { name }, t('control.moved'))} />
      <Choose label={t('control.line')} now={null} all={others.map((each) => ({ value: each.id, text: each.title }))} onChoose={(line) => void act('line', { line }, t('control.moved'))} />
      <Choose
        label={t('control.transport')}
        now={detail.transport}
        all={offers.transports.filter((each) => each.unavailable === null).map((each) => ({ value: each.name, text: each.name }))}
        onChoose={(transport) => void act('line', { transport }, t('control.moved'))}
      />
    </div>
  );
}

interface ChooseProps {
  label: string;
  /** What it is now, where that is known; choosing it again does nothing. */
  now: string | null;
  all: readonly { value: string; text: string }[];
  onChoose: (value: string) => void;
}

/** A menu with a button: going through a menu by keyboard must not move a call at every step. */
function Choose({ label, now, all, onChoose }: ChooseProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const value = chosen ?? now ?? all[0]?.value ?? '';
  return (
    <form
      class="choose"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(value);
        setChosen(null);
      }}
    >
      <Select label={label} value={value} choices={all} onChoose={setChosen} />
      <Button type="submit" disabled={value === '' || value === now} aria-label={`${label}: ${t('control.move')}`}>
        {t('control.move')}
      </Button>
    </form>
  );
}
