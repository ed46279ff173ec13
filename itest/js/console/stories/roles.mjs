// Who may do what: somebody talks, one looks on who may know the words, and one who may not.
import assert from 'node:assert/strict';

const CALLER = '.words.caller .said';
const SAID = 'I would like a late checkout until two.';
const WORDS = /late checkout until|two o'clock/i;

export default async function roles(people, { content, observe }) {
  const kim = await people.somebody();
  await kim.isAnswered(/late_checkout/, () => kim.click('button', kim.t('talk.playOf', { words: SAID })), { within: '.approval' });
  await kim.find('button', kim.t('approval.approve'));
  const cara = await people.somebody({ url: content });
  await looksOn(cara);
  await cara.sees(SAID.replace('.', ''), { within: CALLER });
  await cara.sees(cara.t('approval.notYours'));
  await hasNoControl(cara);
  const otto = await people.somebody({ url: observe, open: false });
  const got = await everything(otto);
  await otto.open(observe);
  await looksOn(otto);
  await kim.click('button', kim.t('approval.approve'));
  await cara.sees(/two o'clock/, { within: '.words.agent .said' });
  const hidden = await otto.sees(/\d+ characters? you may not read/, { within: '.words.agent .said' });
  await otto.sees(otto.t('outcome.result'), { within: '.tool' });
  await otto.click('tab', otto.t('turns.title'));
  assert.doesNotMatch(await otto.page.content(), WORDS);
  await otto.click('tab', otto.t('events.title'));
  assert.doesNotMatch(await otto.page.content(), WORDS);
  await hasNoControl(otto);
  const bytes = await got();
  assert.deepEqual([...cara.faults, ...otto.faults, ...kim.faults], []);
  const id = await otto.page.evaluate(async () => (await (await fetch('api/v1/sessions')).json()).sessions[0].id);
  const refused = [];
  for (const path of [`sessions/${id}/stream?raw=true`, 'recordings']) {
    refused.push((await otto.api('GET', `v1/${path}`)).status);
  }
  refused.push((await cara.api('POST', `v1/sessions/${id}/close`, {})).status);
  const german = await speaksGerman(people);
  await kim.click('button', kim.t('talk.hangUp'));
  return { hidden, bytes, refused, german };
}

/** Opens the call on the Watch tab. */
async function looksOn(person) {
  const { t } = person;
  await person.sees(t('talk.notYours'));
  await person.click('link', t('app.watch'));
  await person.page.waitForSelector('table a');
  await (await person.page.$('table a')).click();
  await person.find('slider', t('timeline.title'));
}

/** Nothing is offered that only who has the control token may do. */
async function hasNoControl(person) {
  const { t } = person;
  const offered = await person.page.$$eval('button, [role=tab]', (all) => all.map((each) => each.ariaLabel ?? each.innerText));
  for (const key of ['approval.approve', 'approval.reject', 'control.title', 'talk.hangUp', 'talk.start']) {
    assert.ok(!offered.includes(t(key)), `${t(key)} is offered`);
  }
  const before = person.page.url();
  await person.click('link', t('app.plugs'));
  await person.sees(t('plugs.introLooking'));
  await person.page.waitForSelector('.plug-name');
  const changes = await person.page.$$eval('main button', (all) => all.map((each) => each.innerText));
  for (const key of ['plugs.installButton', 'plugs.update', 'plugs.remove', 'plugs.rollback']) {
    assert.ok(!changes.includes(t(key)), `${t(key)} is offered`);
  }
  await person.page.goto(before);
}

/** Listens to all that is sent to the page, the streams included; what it returns looks through it for words, and counts its bytes. */
async function everything(person) {
  const bodies = [];
  const session = await person.page.createCDPSession();
  await session.send('Network.enable');
  session.on('Network.eventSourceMessageReceived', ({ data }) => bodies.push(data));
  person.page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    // what can be said to the emulator is known to everybody
    if (!/event-stream/.test(response.headers()['content-type'] ?? '') && pathname.includes('/api/') && !pathname.endsWith('/v1/talk')) {
      bodies.push(response.text().catch(() => ''));
    }
  });
  return async () => {
    const all = await Promise.all(bodies);
    assert.ok(all.some((body) => body.includes('transcript')), 'the stream of the call was not heard');
    for (const body of all) {
      assert.doesNotMatch(body, WORDS);
    }
    return all.reduce((sum, body) => sum + body.length, 0);
  };
}

async function speaksGerman(people) {
  const dora = await people.somebody({ language: 'de' });
  await dora.find('button', dora.t('talk.start'));
  assert.equal(await dora.page.evaluate(() => document.documentElement.lang), 'de');
  const titles = [];
  for (const tab of ['watch', 'plugs', 'health', 'talk']) {
    await dora.click('link', dora.t(`app.${tab}`));
    await dora.find('heading', dora.t(`${tab}.title`));
    titles.push(await dora.page.$eval('h1', (title) => title.innerText));
    assert.deepEqual(await dora.overflow(), []);
  }
  assert.deepEqual(dora.faults, []);
  return titles;
}
