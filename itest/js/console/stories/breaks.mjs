// What breaks off: the page is loaded again in mid-call, and the server goes away and comes back.
import assert from 'node:assert/strict';

const WORDS = 'what is the current time in Berlin';
const CALLER = '.words.caller .said';

export default async function breaks(people) {
  const kim = await people.somebody();
  const { t } = kim;
  await kim.click('button', t('talk.sendOf', { words: WORDS }));
  await kim.sees(WORDS, { within: CALLER });
  await kim.page.reload({ waitUntil: 'domcontentloaded' });
  await kim.find('button', t('talk.start'));
  assert.equal(await kim.page.$('.callbar'), null);
  await kim.click('link', t('app.watch'));
  await kim.row(t('watch.sessions'), (row) => row[t('watch.state')] === t('sessionState.closed'), t('sessionState.closed'));
  await kim.click('link', t('app.talk'));
  await kim.click('button', t('talk.sendOf', { words: WORDS }));
  const again = await kim.sees(WORDS, { within: CALLER });
  const faults = [...kim.faults];
  await people.cue('stop');
  const lost = await kim.sees(t('app.lostTitle'), { within: '[role=alert]' });
  const url = await people.cue('start');
  const expired = await kim.sees(t('app.expiredText'));
  await kim.open(url);
  await kim.find('button', t('talk.start'));
  await kim.click('link', t('app.watch'));
  await kim.sees(t('watch.none'));
  return { again, lost, expired, faults };
}
