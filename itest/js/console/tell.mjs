// Tells one story of somebody at the console, in headless Chromium, and prints what it found.
//
//   node console/tell.mjs '{"story":"whole","url":"http://127.0.0.1:…/?token=…","folder":"/tmp/…","microphone":"/abs/question.wav"}'
//
// The story is stories/NAME.mjs: its default export gets a browser and the task, and returns JSON. What happens is said on standard
// error; the result is the last line of standard output. A story that fails leaves a picture, NAME.png, of the page it was at.
import { People } from './people.mjs';

const task = JSON.parse(process.argv[2]);
const people = await People.of(task);
let failed = false;
try {
  const { default: tell } = await import(`./stories/${task.story}.mjs`);
  console.log(JSON.stringify((await tell(people, task)) ?? null));
} catch (error) {
  console.error(error.stack ?? error);
  await people.show(`${task.folder}/${task.story}.png`).catch((again) => console.error(String(again)));
  failed = true;
} finally {
  await people.leave();
}
process.exit(failed ? 1 : 0);
