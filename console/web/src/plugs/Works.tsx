import type { Step } from '../api/changes';
import type { Running } from '../app/store';
import { bundles, live, now, progress, swaps } from '../app/store';
import { t, term } from '../i18n';
import { span } from '../i18n/format';
import { Badge, Button, Figure, Figures, Notice, Progress } from '../ui';
import { cost, lostTone, silenceTone, swapsOf, tone } from './model';
import { dismiss, running, type Work, works } from './work';

/** The changes that go on, whoever asked for them, and what became of those that were asked for here. */
export function Works() {
  const own = works.value;
  const known = new Set(own.filter(running).flatMap((work) => work.steps.map((step) => step.bundle)));
  const others = [...progress.value].filter(([bundle]) => !known.has(bundle) && !own.some((work) => running(work) && work.steps.length === 0));
  return (
    <>
      {own.map((work) => (
        <Own key={work.id} work={work} />
      ))}
      {others.map(([bundle, other]) => (
        <Other key={bundle} bundle={bundle} other={other} />
      ))}
    </>
  );
}

function Own({ work }: { work: Work }) {
  const going = running(work);
  return (
    <section class="card stack work" aria-label={t(`plugs.doing_${work.verb}`, { name: work.name })}>
      <div class="row spread">
        <h2>{t(going ? `plugs.doing_${work.verb}` : work.error === null ? `plugs.did_${work.verb}` : `plugs.failed_${work.verb}`, { name: work.name })}</h2>
        {!going && <Button onClick={() => dismiss(work.id)}>{t('app.dismiss')}</Button>}
      </div>
      {going && <Going steps={work.steps} most={work.most} since={work.since} />}
      {work.error !== null && (
        <Notice tone="bad" urgent>
          <p>{work.error}</p>
        </Notice>
      )}
      {work.done !== null && <Done work={work} />}
    </section>
  );
}

function Other({ bundle, other }: { bundle: string; other: Running }) {
  return (
    <section class="card stack work" aria-label={t('plugs.elsewhere', { name: bundle })}>
      <h2>{t('plugs.elsewhere', { name: bundle })}</h2>
      <Going steps={other.steps} most={0} since={other.since} />
    </section>
  );
}

function Going({ steps, most, since }: { steps: readonly Step[]; most: number; since: number }) {
  const draining = steps.find((step) => step.step === 'draining');
  const elapsed = t('plugs.elapsed', { time: span(Math.max(0, Math.floor((now.value - since) / 1000) * 1000)) });
  const left = draining !== undefined && most > 0 ? 1 - draining.users / most : null;
  return (
    <>
      <ol class="steps">
        {steps.map((step) => (
          <li key={`${step.bundle}${step.version}`}>
            <code>
              {step.bundle} {step.version}
            </code>{' '}
            <Badge tone={tone(step.step)}>{term('step', step.step)}</Badge>{' '}
            {step.step === 'draining' && <span>{step.users === 0 ? t('plugs.leftNone') : t('plugs.left', { count: step.users })}</span>}
          </li>
        ))}
      </ol>
      <Progress label={draining === undefined ? t('plugs.working') : t('plugs.drainingLabel')} value={left} text={elapsed} />
    </>
  );
}

/** What becomes of those who are on the old version still. */
function stays({ drain }: Work): string {
  return drain === null ? t('plugs.drainsOn') : drain === 0 ? t('plugs.drainsNot') : t('plugs.drainsFor', { time: span(drain * 1000) });
}

function Done({ work }: { work: Work }) {
  const made = work.done ?? [];
  const moved = swapsOf(work, swaps.value, bundles.value ?? []);
  const { sessions, failed, held, lost, silence } = cost(moved);
  return (
    <>
      <ul>
        {made.map((one) => (
          <li key={one.bundle}>
            <code>{one.bundle}</code> {one.from ?? '–'} → {one.to ?? '–'} <Badge tone={tone(one.outcome)}>{term('state', one.outcome)}</Badge>{' '}
            {one.outcome === 'draining' && stays(work)} {one.detail}
          </li>
        ))}
      </ul>
      <Figures>
        <Figure label={t('plugs.took')} value={span(Math.max(0, ...made.map((one) => one.took)))} />
        <Figure label={t('plugs.moved')} value={sessions} tone={failed > 0 ? 'warn' : 'neutral'} note={failed > 0 ? t('plugs.movedFailed', { count: failed }) : undefined} />
        {sessions > 0 && (
          <>
            <Figure label={t('plugs.silence')} value={span(silence)} tone={silenceTone(silence)} />
            <Figure label={t('plugs.held')} value={span(held)} />
            <Figure label={t('plugs.lost')} value={span(lost)} tone={lostTone(lost)} />
          </>
        )}
      </Figures>
      {sessions === 0 && <p class="muted">{t(live.value.length > 0 ? 'plugs.nobodyYet' : 'plugs.nobodyMoved')}</p>}
    </>
  );
}
