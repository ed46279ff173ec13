// Each tab, and a call with a decision that waits, in both themes, wide and narrow: nothing is seriously hard to read or to reach.

const LOOKS = [1280, 360].flatMap((width) => ['light', 'dark'].map((theme) => ({ width, theme })));

export default async function looks(people) {
  const kim = await people.somebody();
  const { t } = kim;
  const troubles = [];
  let looked = 0;
  const look = async (where) => {
    for (const as of LOOKS) {
      await kim.wears(as);
      const found = [...(await kim.violations()), ...(await kim.overflow()).map((wide) => `too wide: ${wide}`)];
      troubles.push(...found.map((what) => `${where}, ${as.width} px, ${as.theme}: ${what}`));
      looked++;
    }
    await kim.wears(LOOKS[0]);
  };

  await kim.find('button', t('talk.start'));
  await look('Talk');
  await kim.click('link', t('app.plugs'));
  await kim.find('button', t('plugs.updateOf', { name: 'io.patchbay.tools.clock' }));
  await look('Plugs');
  await kim.click('link', t('app.health'));
  await kim.page.waitForSelector('.checks summary');
  await look('Health');
  await kim.click('link', t('app.talk'));
  await kim.click('button', t('talk.playOf', { words: 'I would like a late checkout until two.' }));
  await kim.find('button', t('approval.approve'));
  await look('Talk while a decision waits');
  await kim.click('link', t('app.watch'));
  await kim.page.waitForSelector('table a');
  await look('Watch');
  await (await kim.page.$('table a')).click();
  await kim.find('slider', t('timeline.title'));
  await look('a call');
  return { troubles, looked, faults: kim.faults };
}
