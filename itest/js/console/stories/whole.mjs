// The whole story: somebody talks, sees what happens, exchanges parts under the call, and takes the recording home.
import assert from 'node:assert/strict';

const CLOCK = 'io.patchbay.tools.clock';
const WAY = 'io.patchbay.transport.websocket';

export default async function whole(people, task) {
  const kim = await people.somebody({ open: false });
  const told = {};
  await opens(kim, people.url);
  await asksAloud(kim, told);
  await interrupts(kim, told);
  await meets(kim, told);
  await exchanges(kim, task, told);
  await goesOn(kim, told);
  await watches(kim, told);
  await hangsUp(kim, told);
  await replays(kim, told);
  await isWell(kim, told);
  return { ...told, faults: kim.faults };
}

async function opens(kim, url) {
  const entry = await kim.open(url);
  assert.equal(entry.status, 200);
  assert.ok(!kim.page.url().includes('token'), `the token stayed in ${kim.page.url()}`);
  const cookies = await kim.context.cookies();
  assert.ok(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === 'Strict', JSON.stringify(cookies));
  assert.match(entry.headers['content-security-policy'] ?? '', /script-src 'self'(;|$)/);
}

async function asksAloud(kim, told) {
  const { t } = kim;
  await kim.click('switch', t('talk.record'));
  await kim.click('button', t('talk.start'));
  await kim.sees(t('talk.up'));
  await kim.sees(t('talk.webrtc'));
  await kim.sees(t('mic.on'));
  await kim.forget();
  await kim.say();
  told.question = await kim.sees(/what time is it in berlin/, { within: '.words.caller .said' });
  // a machine that has much else to do may not answer in time at first
  if (/said nothing/.test(await kim.sees(new RegExp(`current_time\\s+${t('outcome.result')}|said nothing for`), { within: '.log' }))) {
    await kim.say();
  }
  told.tool = await kim.sees(new RegExp(`current_time\\s+${t('outcome.result')}[^]*Berlin[^]*`), { within: '.tool' });
  told.answer = await kim.sees(/It is .* in Berlin\./, { within: '.words.agent .said' });
  await kim.hearsQuiet(1_000);
  told.heard = await kim.heard();
}

const CALLER = '.words.caller .said';
const AGENT = '.words.agent .said';

/** A recorded question is said in the caller's place, and an answer begins. */
async function plays(kim, words, answer) {
  const pattern = new RegExp(words.replace(/\W+$/, ''));
  const before = [await kim.count(pattern, CALLER), await kim.count(answer, AGENT)];
  await kim.click('button', kim.t('talk.playOf', { words }));
  await kim.seesMore(pattern, CALLER, before[0]);
  await kim.seesMore(answer, AGENT, before[1]);
}

async function meets(kim, told) {
  const { t } = kim;
  // a tool that somebody has to allow
  await kim.click('button', t('talk.playOf', { words: 'I would like a late checkout until two.' }));
  await kim.sees(t('approval.asks', { agent: 'concierge', tool: 'late_checkout' }));
  assert.deepEqual(await kim.violations(), [], 'while a decision waits');
  await kim.click('button', t('approval.approve'));
  told.approved = await kim.sees(/.*two o'clock.*/, { within: '.words.agent .said' });
  await kim.hearsQuiet(1_000);
  // a guardrail
  await kim.click('button', t('talk.playOf', { words: 'Where is the master key?' }));
  told.guardrail = await kim.sees(/.*house_rules.*/, { within: '.note' });
  await kim.hearsQuiet(1_000);
  // another agent, and back
  await kim.click('button', t('talk.playOf', { words: 'Let me talk to the night porter.' }));
  told.handoff = await kim.sees(t('note.handoff', { from: 'concierge', to: 'night_porter' }), { within: '.note' });
  await kim.hearsQuiet(1_000);
  await kim.type('textbox', t('talk.type'), 'Let me talk to the concierge.');
  await kim.press('Enter');
  await kim.sees(t('note.handoff', { from: 'night_porter', to: 'concierge' }), { within: '.note' });
  await kim.hearsQuiet(1_000);
}

async function interrupts(kim, told) {
  const { t } = kim;
  const menu = /^For breakfast/;
  const time = /It is .* in Berlin\./;
  await plays(kim, 'What is on the breakfast menu?', menu);
  await kim.hearsLoud();
  const answers = await kim.count(time, AGENT);
  await kim.say();
  told.cutByVoice = await kim.sees(new RegExp(`.*${t('cut.speech')}.*`), { within: '.words.agent .cut' });
  await kim.seesMore(time, AGENT, answers);
  await kim.hearsQuiet(1_500);
  await plays(kim, 'What is on the breakfast menu?', menu);
  await kim.hearsLoud();
  await kim.click('button', t('talk.interrupt'));
  told.cutByHand = await kim.sees(new RegExp(`${t('cut.application')} ·.*`), { within: '.words.agent .cut' });
  await kim.hearsQuiet(1_000);
  told.unheard = await kim.text('.words.agent del');
  assert.match(told.unheard, /orange juice/, 'the end of the menu was not heard');
}

/** Puts another version of a bundle in by its file, and reads the figures. */
async function update(kim, bundle, jar) {
  const { t } = kim;
  await kim.click('button', t('plugs.updateOf', { name: bundle }));
  await kim.choose(t('plugs.file'), jar);
  await kim.click('button', t('plugs.update'));
  await kim.sees(t('plugs.did_update', { name: jar.split('/').at(-1) }).split(' ')[0], { within: '.work h2' });
  const figures = await kim.text('.work');
  await kim.click('button', t('app.dismiss'));
  return figures;
}

async function exchanges(kim, { jars }, told) {
  const { t } = kim;
  await kim.click('link', t('app.plugs'));
  told.clock = await update(kim, CLOCK, jars.clock);
  told.transport = await update(kim, WAY, jars.transport);
  told.swap = await kim.row(t('plugs.swapsTab'), (row) => row[t('plugs.what')].includes('websocket'), 'websocket');
  await kim.sees(t('talk.up'), { within: '.callbar' });
  await kim.click('button', t('plugs.rollbackOf', { name: WAY }));
  await kim.click('button', t('plugs.rollback'));
  await kim.sees(t('plugs.did_rollback', { name: WAY }), { within: '.work h2' });
  told.rollback = await kim.text('.work');
}

async function goesOn(kim, told) {
  const { t } = kim;
  await kim.click('link', t('callbar.back'));
  await kim.forget();
  await kim.say();
  // the new version counts 24 hours
  told.later = await kim.sees(/It is [\d:]+ in Berlin/, { within: '.words.agent .said' });
  await kim.hearsQuiet(1_000);
  told.conversation = await kim.text('.log');
}

async function watches(kim, told) {
  const { t } = kim;
  await kim.click('link', t('app.watch'));
  await kim.page.waitForSelector('table a');
  await (await kim.page.$('table a')).click();
  await kim.sees(t('turns.title'));
  await kim.find('slider', t('timeline.title'));
  await kim.click('tab', t('turns.title'));
  told.turns = await kim.table(t('turns.title'));
  await kim.click('tab', t('events.title'));
  told.events = await kim.text('.events .hint');
  await kim.click('switch', t('events.raw'));
  await kim.pick(t('events.kind'), 'wire');
  await kim.page.waitForSelector('.event.wire');
  told.raw = await kim.text('.rows');
}

async function hangsUp(kim, told) {
  const { t } = kim;
  await kim.click('link', t('app.talk'));
  await kim.click('button', t('talk.hangUp'));
  told.after = await kim.sees(new RegExp(`${t('after.title')}[^]*`));
  const done = await kim.downloads();
  await kim.click('link', t('downloads.sound'));
  await kim.click('link', t('downloads.journal'));
  told.files = await done(2);
}

async function replays(kim, told) {
  const { t } = kim;
  await kim.click('link', t('app.watch'));
  told.recordings = await kim.table(t('recordings.title'));
  await kim.page.waitForSelector('a[href*="recording/"]');
  await (await kim.page.$('a[href*="recording/"]')).click();
  await kim.click('button', t('replay.play'));
  await kim.sees(told.question, { within: '.words.caller' });
  await kim.click('button', t('replay.pause'));
}

async function isWell(kim, told) {
  const { t } = kim;
  await kim.click('link', t('app.health'));
  told.health = await kim.sees(t('health.well'));
}
