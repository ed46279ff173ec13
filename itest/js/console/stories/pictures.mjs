// Pictures for the guides: a conversation in which something happens, on each tab, in both themes, and on a phone.
import { join } from 'node:path';

const CLOCK = 'io.patchbay.tools.clock';
const WAY = 'io.patchbay.transport.websocket';

export default async function pictures(people, { jars, into }) {
  const phone = await people.somebody({ width: 390, height: 800 });
  await phone.find('button', phone.t('talk.start'));
  await phone.page.screenshot({ path: join(into, 'console-phone.png') });
  const kim = await people.somebody({ height: 860 });
  const { t } = kim;
  const take = async (name, { wait = 400, height = 860 } = {}) => {
    await kim.page.setViewport({ width: 1280, height });
    for (const theme of ['light', 'dark']) {
      await kim.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
      await new Promise((later) => setTimeout(later, wait));
      await kim.page.mouse.move(2, 400);
      await kim.page.screenshot({ path: join(into, `console-${name}-${theme}.png`) });
    }
    await kim.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  };
  const asks = async (words) => {
    await kim.click('button', t('talk.playOf', { words }));
    await kim.sees(words.replace(/\W+$/, ''), { within: '.words.caller .said' });
  };
  const update = async (bundle, jar) => {
    await kim.click('button', t('plugs.updateOf', { name: bundle }));
    await kim.choose(t('plugs.file'), jar);
    await kim.click('button', t('plugs.update'));
    await kim.sees(t('plugs.did_update', { name: jar.split('/').at(-1) }), { within: '.work h2' });
  };

  await kim.click('switch', t('talk.record'));
  await asks('What time is it in Berlin?');
  await kim.sees(/It is .* in Berlin/, { within: '.words.agent .said' });
  await kim.hearsQuiet(1_000);
  await kim.click('link', t('app.plugs'));
  await update(CLOCK, jars.clock);
  await kim.click('button', t('app.dismiss'));
  await update(WAY, jars.transport);
  await kim.page.evaluate(() => scrollTo(0, 0));
  await take('plugs');
  await kim.click('button', t('app.dismiss'));
  await kim.click('link', t('callbar.back'));
  await asks('What is on the breakfast menu?');
  await kim.hearsLoud();
  await new Promise((later) => setTimeout(later, 4_000));
  await kim.click('button', t('talk.interrupt'));
  await kim.hearsQuiet(1_000);
  await asks('I would like a late checkout until two.');
  await kim.sees(t('approval.asks', { agent: 'concierge', tool: 'late_checkout' }));
  await kim.page.evaluate(() => scrollTo(0, 0));
  await take('talk');
  await kim.click('button', t('approval.approve'));
  await kim.sees(/two o'clock/, { within: '.words.agent .said' });
  await kim.hearsQuiet(1_000);
  await asks('Let me talk to the night porter.');
  await kim.sees(t('note.handoff', { from: 'concierge', to: 'night_porter' }), { within: '.note' });
  await kim.hearsLoud();
  await kim.hearsQuiet(1_000);
  await kim.click('link', t('app.health'));
  await kim.find('heading', t('app.health'));
  await new Promise((later) => setTimeout(later, 12_000));
  await take('health');
  await kim.click('button', t('talk.hangUp'));
  await kim.click('link', t('app.watch'));
  await (await kim.page.waitForSelector('table a')).click();
  await kim.find('slider', t('timeline.title'));
  await kim.click('button', t('timeline.all'));
  await kim.click('tab', t('turns.title'));
  await take('watch', { height: 960 });
  return null;
}
