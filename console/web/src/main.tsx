import './styles/index.css';
import { render } from 'preact';
import { App } from './app/App';
import { goLive } from './app/live';
import { followAddress } from './app/route';
import { speakAsBefore } from './i18n';

const place = document.getElementById('app');
if (place !== null) {
  await speakAsBefore();
  followAddress();
  goLive();
  render(<App />, place);
}
