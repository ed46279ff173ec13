// The four tabs with nothing but the keyboard, at the width that the task says. Every stop on the way must show that it has the focus.
import assert from 'node:assert/strict';

const CLOCK = 'io.patchbay.tools.clock';
const AGENT = '.words.agent .said';

export default async function keys(people, { width }) {
  const kim = await people.somebody({ width });
  const told = {};
  await talks(kim, told);
  await watches(kim, told);
  await plugs(kim, told);
  await isWell(kim, told);
  assert.equal(kim.clicks, 0);
  return { ...told, faults: kim.faults };
}

async function enter(kim, role, name, way) {
  await kim.tabTo(role, name, way);
  await kim.press('Enter');
}

async function talks(kim, told) {
  const { t } = kim;
  const playing = (words) => t('talk.playOf', { words });
  const time = playing('What time is it in Berlin?');
  await kim.find('button', time);
  assert.equal((await kim.tabTo('link', t('app.skip'))).length, 1, 'the content can be skipped to first');
  await kim.tabTo('button', time);
  told.answer = await kim.isAnswered(/It is .* in \w+\./, () => kim.press('Enter'));
  await kim.hearsQuiet(1_000);
  assert.equal((await kim.focus()).name, time, 'the call takes the focus from nobody');
  await enter(kim, 'button', playing('I would like a late checkout until two.'));
  await kim.sees(t('approval.asks', { agent: 'concierge', tool: 'late_checkout' }));
  await enter(kim, 'button', t('approval.approve'), { back: true });
  told.approved = await kim.sees(/.*two o'clock.*/, { within: AGENT });
  await kim.hearsQuiet(1_000);
  await enter(kim, 'button', playing('What is on the breakfast menu?'));
  await kim.sees(/^For breakfast/, { within: AGENT });
  await kim.hearsLoud();
  await enter(kim, 'button', t('talk.interrupt'), { back: true });
  told.cut = await kim.sees(new RegExp(`${t('cut.application')}.*`), { within: '.words.agent .cut' });
  await enter(kim, 'button', t('talk.hangUp'));
  await kim.sees(t('after.title'));
}

async function watches(kim, told) {
  const { t } = kim;
  await enter(kim, 'link', t('app.watch'), { back: true });
  await kim.page.waitForSelector('table a');
  await kim.tabOnto('table a');
  await kim.press('Enter');
  await kim.find('slider', t('timeline.title'));
  await kim.tabTo('slider', t('timeline.title'));
  const moment = () => kim.page.$eval('[role=slider]', (slider) => Number(slider.getAttribute('aria-valuenow')));
  await kim.press('End');
  await kim.page.waitForFunction(() => Number(document.activeElement.getAttribute('aria-valuenow')) > 0);
  told.end = await moment();
  await kim.press('PageUp');
  await kim.press('ArrowLeft');
  // the end moves while the last of the session comes in
  await kim.page.waitForFunction(() => Number(document.activeElement.getAttribute('aria-valuenow')) < Number(document.activeElement.getAttribute('aria-valuemax')));
  await kim.press('Home');
  await kim.page.waitForFunction(() => Number(document.activeElement.getAttribute('aria-valuenow')) === 0);
  await kim.tabTo('tab', t('conversation.title'));
  await kim.press('ArrowRight');
  await kim.find('table', t('turns.title'));
}

async function plugs(kim) {
  const { t } = kim;
  await enter(kim, 'link', t('app.plugs'), { back: true });
  await kim.find('searchbox', t('plugs.search'));
  await kim.tabTo('searchbox', t('plugs.search'));
  await kim.page.keyboard.type('clock');
  const update = t('plugs.updateOf', { name: CLOCK });
  await enter(kim, 'button', update);
  await kim.find('dialog', t('plugs.updateTitle', { name: CLOCK }));
  await kim.tabTo('button', t('plugs.cancel'));
  await kim.press('Escape');
  // the focus goes back once the dialog is gone
  await kim.page.waitForFunction((label) => document.activeElement.getAttribute('aria-label') === label, {}, update);
  const back = await kim.focus();
  assert.deepEqual({ role: back.role, name: back.name, ring: back.ring, seen: back.seen }, { role: 'button', name: update, ring: true, seen: true });
}

async function isWell(kim, told) {
  const { t } = kim;
  await enter(kim, 'link', t('app.health'), { back: true });
  const shut = '.checks details:not([open]) summary';
  await kim.page.waitForSelector(shut);
  await kim.tabOnto(shut);
  await kim.press('Enter');
  await kim.page.waitForFunction(() => document.activeElement.parentElement.open);
  told.check = await kim.page.evaluate(() => document.activeElement.parentElement.innerText);
}
