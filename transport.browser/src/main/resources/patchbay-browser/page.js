import { connect } from './client.js';

const at = (id) => document.getElementById(id);
let call;

at('begin').onsubmit = async (submitted) => {
  submitted.preventDefault();
  if (call) return;
  at('state').textContent = 'calling';
  try {
    const minted = await fetch('credentials', {
      method: 'POST',
      headers: { Authorization: `Bearer ${at('secret').value}` },
      body: '{}',
    });
    const said = await minted.json();
    if (!minted.ok) throw new Error(said.error.message);
    call = await connect({
      credential: said.credential,
      media: at('media').value || undefined,
      on: {
        transcript: words,
        agent: ({ state }) => (at('state').textContent = `agent ${state}`),
        ended: ({ cause }) => {
          at('state').textContent = `ended: ${cause}`;
          at('hangup').disabled = true;
          call = undefined;
        },
      },
    });
    at('state').textContent = `connected, ${call.media}`;
    at('hangup').disabled = false;
  } catch (failure) {
    call = undefined;
    at('state').textContent = failure.message;
  }
};
at('hangup').onclick = () => call?.hangUp();
at('typing').onsubmit = (submitted) => {
  submitted.preventDefault();
  call?.sendText(at('text').value);
  at('text').value = '';
};

function words({ role, item, delta, text }) {
  const id = `item-${item}`;
  let line = at(id);
  if (!line) {
    line = Object.assign(document.createElement('li'), { id, className: role });
    at('words').append(line);
  }
  line.textContent = text ?? line.textContent + delta;
}
