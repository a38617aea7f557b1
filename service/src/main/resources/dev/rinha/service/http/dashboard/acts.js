'use strict';

/* What an operator does: each act says first what it will do, and wants a reason. */

let wanted = null; // The act that the dialog is about.

/** A button for an act; nothing where whoever looks may not act. */
function actButton(name, act) {
  const button = el('button', { type: 'button', class: 'plain' }, name);
  button.addEventListener('click', () => {
    wanted = act;
    text($('act-title'), act.title);
    text($('act-does'), act.does);
    text($('act-problem'), '');
    text($('act-do'), name);
    $('act').showModal();
  });
  return button;
}

document.querySelector('#act form').addEventListener('submit', async event => {
  if (event.submitter.value === 'cancel') return;
  event.preventDefault();
  const reason = $('act').querySelector('input');
  $('act-do').disabled = true;
  try {
    const answer = await request(wanted.path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...wanted.says, reason: reason.value }),
    });
    const { message } = await answer.json();
    $('done').hidden = false;
    text($('done'), message[0].toUpperCase() + message.slice(1) + '.');
    reason.value = '';
    $('act').close();
    if (wanted.then) wanted.then();
  } catch (problem) {
    text($('act-problem'), problem.message);
  } finally {
    $('act-do').disabled = false;
  }
});

/** Pausing and resuming, as is possible now; buttons stay as long as they mean the same. */
function drawActs() {
  if (!about.acts) return;
  const scopes = [
    ...about.processors.map(({ name }) => ({
      name, path: 'processors/' + name, paused: of('rinha_processor_paused', name),
      pause: `No payment is sent to ${name} until somebody resumes it, also after a restart. What is on its way ends. ` +
        'It counts as down: payments wait for it as long as their patience allows, then they go to a dearer one.',
      resume: `Payments are sent to ${name} again, within about a second.`,
    })),
    {
      name: 'the queue', path: 'queue', paused: metric('rinha_queue_paused'),
      pause: 'No payment is sent to any processor until somebody resumes the queue, also after a restart. What is on its way ends. ' +
        'Payments are accepted all the same, and wait.',
      resume: 'Payments are sent again, within about a second; processors that are paused stay so.',
    },
  ];
  const shown = JSON.stringify(scopes.map(scope => scope.paused));
  if ($('pauses').dataset.shown === shown) return;
  $('pauses').dataset.shown = shown;
  $('pauses').replaceChildren(...scopes.map(scope => {
    const [verb, does] = scope.paused ? ['Resume', scope.resume] : ['Pause', scope.pause];
    return actButton(`${verb} ${scope.name}`, { title: `${verb} ${scope.name}?`, does, path: `${scope.path}/${verb.toLowerCase()}` });
  }));
}

/** What can be done about a payment as it is. */
function paymentActs({ correlationId, status, amount, processor }) {
  const path = 'payments/' + correlationId;
  const then = () => show(true);
  const button = (name, title, does, act, says) => actButton(name, { title, does, path: `${path}/${act}`, says, then });
  const acts = !about || !about.acts ? [] : status === 'dead' ? [
    button('Put back', `Put ${money(amount)} back on the queue?`,
      'The payment goes back to the end of the queue, its age counts anew, and it is executed once. If a processor has executed it already, nothing is changed.', 'put-back'),
    button('Discard', `Discard ${money(amount)} for good?`,
      'The payment is never executed. It stays on record with your reason, counted among the discarded. This cannot be undone.', 'discard'),
  ] : status === 'in_doubt' ? [
    button('It was executed', `Settle ${money(amount)} as executed?`,
      `The payment is settled as it was sent to ${processor}. ${processor} is asked first: if it does not have the payment, or cannot be asked, nothing is changed.`, 'resolve', { as: 'settled' }),
    button('It was not executed', `Put ${money(amount)} back as not executed?`,
      `The payment goes back on the queue, to any processor. If ${processor} executes it all the same, it is paid twice: so ${processor} is asked first, ` +
      'and it, or the queue, must have been paused for long enough. Else nothing is changed.', 'resolve', { as: 'not-executed' }),
  ] : [];
  return acts.length ? [el('p', { class: 'acts' }, acts)] : [];
}
