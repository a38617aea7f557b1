'use strict';

/* Who looks. Where a token is needed it is asked for, kept for this tab alone, and shown to this address alone. */

const KEPT_AS = 'rinha-token';

const authorized = headers => {
  const token = sessionStorage.getItem(KEPT_AS);
  return token ? { ...headers, Authorization: 'Bearer ' + token } : headers;
};

/** Asks this service; what it refuses is an error with its reason. */
async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: authorized({ Accept: 'application/json', ...options.headers }) });
  } catch {
    throw new Error('No connection to the worker; try again when it is back.');
  }
  if (!answer.ok) {
    const { detail } = await answer.json().catch(() => ({}));
    if (answer.status === 401) wantToken(sessionStorage.getItem(KEPT_AS) ? 'This token is not known here.' : '');
    throw Object.assign(new Error(detail ? detail[0].toUpperCase() + detail.slice(1) + '.' : `The worker answers ${answer.status}.`), { status: answer.status });
  }
  return answer;
}

/** Hears server-sent events until the connection ends. Not an EventSource: that shows no token. */
async function listen(path, hear) {
  const answer = await request(path, { headers: { Accept: 'text/event-stream' } });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (text + value).split('\n\n');
    text = events.pop();
    for (const event of events) {
      const fields = Object.fromEntries(event.split('\n').map(line => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trimStart()]));
      hear(fields.event, JSON.parse(fields.data));
    }
  }
}

/** Opens the form for a token, unless somebody fills in a form already. */
function wantToken(problem) {
  const dialog = document.getElementById('access');
  dialog.querySelector('.problem').textContent = problem;
  dialog.querySelector('[value=forget]').hidden = !sessionStorage.getItem(KEPT_AS);
  if (!document.querySelector('dialog[open]')) dialog.showModal();
}

document.getElementById('access-open').addEventListener('click', () => wantToken(''));
document.getElementById('access').addEventListener('close', ({ target }) => {
  const field = target.querySelector('input');
  const token = field.value.trim();
  field.value = '';
  if (target.returnValue === 'forget') sessionStorage.removeItem(KEPT_AS);
  else if (target.returnValue === 'use' && token) sessionStorage.setItem(KEPT_AS, token);
  else return;
  location.reload(); // What was heard with another token is forgotten.
});
