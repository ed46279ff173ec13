// Somebody who sees the page for the first time: from the printed address to a voice that answers.

export default async function newcomer(people) {
  const kim = await people.somebody({ open: false });
  const { t } = kim;
  const begun = performance.now();
  await kim.open(people.url);
  const answer = await kim.isAnswered(/It is .* in \w+\./, () => kim.click('button', t('talk.playOf', { words: 'What time is it in Berlin?' })));
  await kim.hearsLoud();
  const seconds = (performance.now() - begun) / 1000;
  const { clicks } = kim;
  const way = await kim.text('.controls');
  await kim.hearsQuiet(1_000);
  const { peak } = await kim.heard();
  await kim.click('button', t('talk.hangUp'));
  await kim.sees(t('after.title'));
  return { answer, seconds, clicks, webrtc: way.includes(t('talk.webrtc')), websocket: way.includes(t('talk.websocket')), peak, faults: kim.faults };
}
