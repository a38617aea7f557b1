'use strict';

const $ = id => document.getElementById(id);
const COLOURS = ['green', 'violet', 'blue', 'amber', 'red', 'letters'];
const GONE_MILLIS = 4000; // Without connection.
const STALE_MILLIS = 20000; // With one: a worker that waits for Redis answers late.
const RETRY_MILLIS = 3000;
const MINUTE = 60;
const MEMORY_HIGH = 0.9; // Of what Redis may use.

let about = null; // What does not change: processors, reasons, names of the series.
let now = null; // What is so now.
let samples = []; // Of the last hour: time in milliseconds, then values in the order of the series.
let heardAt = Date.now();
let connected = true;
let refused = ''; // Why whoever looks may not.
let minutes = 10;

/* Numbers: each with its unit, at most three digits that matter. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const count = n => known(n) ? grouped.format(n) : '–';
const known = n => n !== null && n !== undefined && !Number.isNaN(n);
const digits = n => Number.isInteger(Math.round(n * 1e6) / 1e6) && n < 100 ? String(Math.round(n)) : n >= 99.95 ? grouped.format(n) : n >= 9.995 ? n.toFixed(1) : n.toFixed(2);
const money = n => known(n) ? n.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : '–';
const percent = part => known(part) ? (part * 100).toFixed(part > 0 && part < 0.1 ? 2 : 1) + ' %' : '–';
const rate = n => known(n) ? digits(n) + ' /s' : '–';

/** A time that was measured, as exactly as it matters. */
function took(seconds) {
  if (!known(seconds)) return '–';
  return seconds < 1 ? digits(seconds * 1000) + ' ms' : seconds < 120 ? digits(seconds) + ' s' : age(seconds);
}

/** How long something has been so. */
function age(seconds) {
  if (!known(seconds)) return '–';
  const s = Math.floor(seconds);
  if (s < 120) return s + ' s';
  if (s < 7200) return Math.floor(s / 60) + ' min';
  if (s < 172800) return Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min';
  return Math.floor(s / 86400) + ' days';
}

function bytes(n) {
  if (!known(n)) return '–';
  return n < 1e6 ? digits(n / 1e3) + ' kB' : n < 1e9 ? digits(n / 1e6) + ' MB' : digits(n / 1e9) + ' GB';
}

const clock = millis => new Date(millis).toLocaleTimeString('sv');
const moment = text => {
  const at = new Date(text);
  return (at.toDateString() === new Date().toDateString() ? '' : at.toLocaleDateString('sv') + ' ') +
      at.toLocaleTimeString('sv') + '.' + String(at.getMilliseconds()).padStart(3, '0');
};
const plural = (n, one, many) => count(n) + ' ' + (n === 1 ? one : many || one + 's');
const words = state => state.replace('_', ' ');

/* What was heard. */

const metric = (name, label, value) => now.metrics[label ? `${name}{${label}="${value}"}` : name];
const payments = state => metric('rinha_store_payments', 'state', state);
const of = (name, processor) => metric(name, 'processor', processor);
const subscriberNames = () => Object.keys(now.metrics).map(key => /^rinha_subscriber_events\{subscriber="(.*)"\}$/.exec(key)?.[1]).filter(known);
const place = name => about.series.indexOf(name);
const recent = name => now.recent[place(name)];

async function connect() {
  try {
    await listen('dashboard/live', (name, data) => name === 'hour' ? hearHour(data) : hearNow(data));
    connected = false;
  } catch (problem) {
    connected = false;
    refused = [401, 403].includes(problem.status) ? problem.message : '';
  }
  tellConnection();
  if (!refused) setTimeout(connect, RETRY_MILLIS); // Another token loads the page anew.
}

function hearHour(hour) {
  const first = !about;
  about = hour;
  samples = about.samples.map(flat);
  delete about.samples;
  drawAbout();
  if (first) show(false); // With what can be done about it.
}

function hearNow(heard) {
  now = heard;
  heardAt = Date.now();
  connected = true;
  const newest = now.newest && flat(now.newest);
  if (newest && (!samples.length || newest[0] > samples.at(-1)[0])) {
    samples.push(newest);
    samples = samples.filter(sample => sample[0] > newest[0] - 3600e3);
  }
  draw();
}

const flat = sample => [sample[0], ...sample[1]];

/** Says when the figures are old; read out once, though the seconds are counted on. */
function tellConnection() {
  const silent = Date.now() - heardAt;
  const lost = refused || silent > (connected ? STALE_MILLIS : GONE_MILLIS);
  document.body.classList.toggle('stale', lost);
  $('connection').className = lost ? 'bad' : '';
  $('connection').setAttribute('aria-live', lost && $('connection').dataset.lost ? 'off' : 'polite');
  $('connection').dataset.lost = lost ? 'lost' : '';
  text($('connection'), !lost
    ? now ? 'Live' : 'Connecting …'
    : refused ? refused
    : `No ${connected ? 'figures' : 'connection'} since ${age(silent / 1000)}` +
      (now ? `; the last figures are from ${clock(heardAt)}` : '; does the worker run?'));
}

/* Elements. */

function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** An element with attributes and children; what strangers wrote stays text. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter(child => child !== null));
  return element;
}

/** Writes rows into a table; only cells that have changed are touched, so that a selection stays. */
function fill(table, head, rows) {
  const shape = rows.map(row => row.length).join();
  if (table.dataset.shape !== shape + head) {
    table.dataset.shape = shape + head;
    table.replaceChildren(
      ...(head ? [el('thead', {}, el('tr', {}, head.map(name => el('th', { scope: 'col' }, name || el('span', { class: 'hidden' }, 'Figure')))))] : []),
      el('tbody', {}, rows.map(row => el('tr', {}, row.map((_, i) => el(i ? 'td' : 'th', i ? {} : { scope: 'row' }))))));
  }
  rows.forEach((row, i) => row.forEach((cell, j) => {
    const element = table.tBodies[0].rows[i].cells[j];
    const [value, mood] = Array.isArray(cell) ? cell : [cell, ''];
    text(element, value);
    if (element.className !== mood) element.className = mood;
  }));
}

/* The page. */

function drawAbout() {
  text($('about'), `${about.environment} · ${about.mode} · ${about.version}` +
    (/^[0-9a-f]{9}/.test(about.revision) ? ` (${about.revision.slice(0, 9)})` : ''));
  document.title = 'Rinha Payments · ' + about.environment;
  const choice = $('filter').elements.processor;
  choice.replaceChildren(el('option', { value: '' }, 'any'), ...about.processors.map(p => el('option', { value: p.name }, p.name)));
  choice.value = asked().get('processor') || '';
  if (samples.length && Date.now() - samples[0][0] > 15 * MINUTE * 1000) choose(60);
  makeCharts();
}

function choose(span) {
  minutes = span;
  $('span').querySelector(`[value="${span}"]`).checked = true;
}

function draw() {
  drawConcerns();
  drawTiles();
  drawProcessors();
  drawActs();
  drawDecisions();
  drawWorkers();
  drawRedis();
  drawCharts();
  tellConnection();
}

/** What needs somebody, the worst first; each with where to look next. */
function concerns() {
  const list = now.complaints.map(complaint => ['bad', complaint, 'rinha-cli doctor']);
  const must0 = (value, what, next) => { if (value > 0) list.push(['bad', what(value), next]); };
  must0(metric('rinha_store_missing'), n => plural(n, 'unfinished payment is', 'unfinished payments are') + ' not in the queue', 'rinha-cli audit --repair');
  must0(metric('rinha_conflicts_total'), n => plural(n, 'execution contradicts', 'executions contradict') + ' the records', 'rinha-cli audit');
  must0(metric('rinha_store_set_aside'), n => plural(n, 'entry', 'entries') + ' of the queue could not be read', 'rinha-cli queue set-aside');
  must0(metric('rinha_worker_refused'), n => plural(n, 'payment') + ' cannot be written to Redis', 'rinha-cli doctor');
  must0(metric('rinha_store_partitions', 'state', 'away'), n => plural(n, 'partition does', 'partitions do') + ' not answer', 'rinha-cli doctor');
  must0(metric('rinha_store_partitions', 'state', 'too_few_replicas'), n => plural(n, 'partition has', 'partitions have') + ' too few replicas: no payment is taken there', 'rinha-cli doctor');
  if (now.workers && !now.workers.length) list.push(['bad', 'No worker executes payments', 'rinha-cli doctor']);
  if (metric('rinha_queue_paused')) list.push(['bad', 'The queue is paused', 'rinha-cli queue show']);
  for (const { name } of about.processors) {
    if (of('rinha_processor_paused', name)) list.push(['bad', `${name} is paused`, 'rinha-cli queue show']);
    else if (of('rinha_processor_down', name)) {
      list.push(['bad', `${name} is down for ${age(of('rinha_processor_state_seconds', name))}; payments wait or go elsewhere`, '']);
    }
  }
  const oldest = metric('rinha_store_oldest_unfinished_seconds');
  if (oldest > MINUTE) list.push(['bad', `The oldest payment has waited for ${age(oldest)}`, '#state=queued,sending,in_doubt']);
  const used = metric('rinha_store_memory_bytes') / metric('rinha_store_memory_limit_bytes'); // No limit is 0.
  if (used > MEMORY_HIGH && used < Infinity) list.push(['bad', `Redis has used ${percent(used)} of its memory`, 'rinha-cli doctor']);
  if (payments('dead')) list.push(['', plural(payments('dead'), 'dead letter'), '#state=dead']);
  if (payments('in_doubt')) list.push(['', plural(payments('in_doubt'), 'payment') + ' in doubt', '#state=in_doubt']);
  for (const name of subscriberNames()) {
    const of = what => metric('rinha_subscriber_' + what, 'subscriber', name);
    if (of('oldest_seconds') > MINUTE) {
      list.push(['', `${name} has not been told for ${age(of('oldest_seconds'))}: ${plural(of('events'), 'event')}` + (of('paused') ? ', paused' : ''),
        'rinha-cli webhooks list']);
    }
  }
  return list;
}

function drawConcerns() {
  const all = concerns();
  const mood = all.some(([bad]) => bad) ? 'bad' : all.length ? '' : 'good';
  $('verdict').className = 'verdict ' + mood;
  text($('verdict-text'), all.length ? plural(all.length, 'thing needs', 'things need') + ' somebody' : 'Nothing needs anybody');
  const shown = JSON.stringify(all);
  if ($('concerns').dataset.shown !== shown) {
    $('concerns').dataset.shown = shown;
    $('concerns').replaceChildren(...all.map(([, what, next]) => el('li', {}, what,
      next.startsWith('#') ? [' – ', el('a', { href: next }, 'list them')] : next ? [' – ', el('code', {}, next)] : [])));
  }
}

function tile(name, value, unit, note, mood) {
  const id = 'tile-' + name.replaceAll(' ', '-');
  if (!$(id)) {
    $('tiles').append(el('div', { id, class: 'tile' }, el('dt', {}, name), el('dd', {}, el('span'), ' ', el('small')), el('dd', { class: 'note' })));
  }
  const box = $(id);
  box.className = 'tile ' + (mood || '');
  text(box.querySelector('span'), value);
  text(box.querySelector('small'), unit);
  text(box.querySelector('.note'), note);
}

/** Splits a figure from its unit. */
function split(figure) {
  const [value, ...unit] = figure.split(' ');
  return [value, unit.join(' ')];
}

function sum(metricName) {
  return about.processors.reduce((all, p) => all + (of(metricName, p.name) || 0), 0);
}

function drawTiles() {
  const here = about.mode === 'standalone';
  const away = metric('rinha_store_up') ? '' : 'not known: Redis does not answer';
  tile('Settled', ...split(rate(recent('settled'))), away || `accepted ${rate(recent('accepted'))}`);
  tile('Accept latency, p99', ...split(took(recent('acceptP99'))),
    !here ? 'API instances measure it' : known(recent('acceptP50')) ? `p50 ${took(recent('acceptP50'))}` : 'none in the last seconds');
  tile('Settle latency, p99', ...split(took(recent('settleP99'))),
    known(recent('settleP50')) ? `p50 ${took(recent('settleP50'))}` : 'none in the last seconds');
  const unfinished = payments('queued') + payments('in_flight') + payments('in_doubt');
  const oldest = metric('rinha_store_oldest_unfinished_seconds');
  tile('Unfinished', count(unfinished), '', away || (unfinished ? `the oldest for ${age(oldest)}` : 'nothing waits'), oldest > MINUTE ? 'bad' : '');
  tile('In doubt', count(payments('in_doubt')), '', away || (payments('in_doubt') ? `the longest for ${age(metric('rinha_store_oldest_in_doubt_seconds'))}` : 'every outcome is known'));
  tile('Dead letters', count(payments('dead')), '', away || `discarded ${count(payments('discarded'))}`);
  const paid = sum('rinha_fees_total');
  const least = metric('rinha_fees_cheapest_total') || 0;
  tile('Fees of this worker', money(paid), '', paid - least < 0.005 ? 'the least possible' : `${money(paid - least)} above the least`);
  const used = metric('rinha_store_memory_bytes');
  const limit = metric('rinha_store_memory_limit_bytes');
  tile('Redis', ...split(bytes(used)), !known(used) ? 'does not answer' : limit ? `${percent(used / limit)} of ${bytes(limit)}` : 'no limit is set', !known(used) || limit && used / limit > MEMORY_HIGH ? 'bad' : '');
}

function state(name) {
  const since = age(of('rinha_processor_state_seconds', name));
  if (!known(of('rinha_processor_down', name))) return '–';
  if (of('rinha_processor_paused', name)) return ['paused for ' + since, 'bad'];
  return of('rinha_processor_down', name) ? ['down for ' + since, 'bad'] : ['works for ' + since, 'good'];
}

function drawProcessors() {
  const names = about.processors.map(p => p.name);
  const row = (title, cell) => [title, ...names.map(cell)];
  const settled = sum('rinha_settled_total');
  const quote = name => now.quotes.find(q => q.processor === name);
  const cost = (title, part) => row(title, name => quote(name) ? part(quote(name)) : '–');
  const least = Math.min(...now.quotes.map(q => q.fee + q.time));
  fill($('processors'), ['', ...names], [
    row('State', state),
    row('Settled', name => rate(recent('settled.' + name))),
    row(['since the start', 'part'], name => count(of('rinha_settled_total', name) || 0)),
    row('Share', name => settled ? percent((of('rinha_settled_total', name) || 0) / settled) : '–'),
    row('Fees since the start', name => money(of('rinha_fees_total', name) || 0)),
    row('Latency', name => took(of('rinha_processor_latency_seconds', name) || null)),
    row('In flight', name => known(of('rinha_processor_in_flight', name)) ? `${count(of('rinha_processor_in_flight', name))} of ${count(of('rinha_processor_in_flight_limit', name))}` : '–'),
    row('Last success', name => known(of('rinha_processor_last_success_seconds', name)) ? age(of('rinha_processor_last_success_seconds', name)) + ' ago' : 'none yet'),
    row('Fee', name => about.processors.find(p => p.name === name).fee),
    ...now.quotes.length ? [
      cost(`${money(about.quoted)} would cost now`, q => [money(q.fee + q.time), q.fee + q.time === least ? 'good' : '']),
      cost(['its fee', 'part'], q => money(q.fee)),
      cost(['its time', 'part'], q => money(q.time)),
      cost(['outage', 'part of'], q => took(q.restOfOutageMillis / 1000)),
      cost(['backlog', 'part of'], q => took(q.backlogMillis / 1000)),
      cost(['latency', 'part of'], q => took(q.latencyMillis / 1000)),
    ] : [],
  ]);
}

/** Whether the worker takes payments: it may have ended, or stand back for another one. */
const takes = () => metric('rinha_worker_up') && !now.complaints.some(complaint => complaint.startsWith('worker:'));

/** What would become of a payment that comes now. */
function outlook() {
  if (!takes()) return 'This worker takes no payments; see above.';
  if (!metric('rinha_store_up')) return 'Redis does not answer, so no payment can come.';
  if (metric('rinha_queue_paused')) return 'Payments wait: an operator has paused the queue.';
  if (!now.quotes.length) return `The policy ${about.policy} compares no costs; these are its reasons.`;
  const order = [...now.quotes].sort((a, b) => a.fee + a.time - b.fee - b.time);
  const [best, next] = order;
  const waits = best.restOfOutageMillis + best.backlogMillis;
  return `A payment that comes now ${waits ? `waits ${took(waits / 1000)} for` : 'goes to'} ${best.processor}: ` +
    `${money(about.quoted)} cost ${money(best.fee + best.time)} there, fee and time` +
    (next ? `, and ${money(next.fee + next.time)} at ${next.processor}.` : '.');
}

function drawDecisions() {
  text($('outlook'), outlook());
  const since = now.atMillis - 5 * MINUTE * 1000;
  const made = about.reasons.map(reason => {
    const at = place('decided.' + reason.name) + 1;
    return { words: reason.words, held: reason.name.startsWith('hold'), made: Math.round(between(since).reduce((all, [seconds, sample]) => all + (sample[at] || 0) * seconds, 0)) };
  }).filter(reason => reason.made).sort((a, b) => b.made - a.made);
  const all = made.reduce((n, reason) => n + reason.made, 0);
  fill($('decisions'), null, made.length
    ? made.map(reason => [(reason.held ? 'held: ' : 'sent: ') + reason.words, count(reason.made), percent(reason.made / all)])
    : [['No decision in the last five minutes', '', '']]);
}

/** The samples since a time, each with the seconds that it speaks for. */
function between(since) {
  return samples.map((sample, i) => [i ? Math.min((sample[0] - samples[i - 1][0]) / 1000, 60) : about.periodMillis / 1000, sample])
    .filter(([, sample]) => sample[0] > since);
}

function drawWorkers() {
  fill($('workers'), null, [
    ['Workers of this store', now.workers ? count(now.workers.length) : 'not known'],
    ['This one', takes() ? ['takes payments', 'good'] : ['takes no payments', 'bad']],
    ['Payments it holds', count(metric('rinha_worker_held'))],
    [['that wait to be sent', 'part'], count(metric('rinha_worker_waiting'))],
    ['The queue', metric('rinha_queue_paused') ? ['is paused', 'bad'] : 'is not paused'],
    ['Asks everywhere first', metric('rinha_worker_asks_everywhere') ? ['yes: Redis went back', 'bad'] : 'no'],
  ]);
}

/** Who is told of events, and what has not got there yet. */
function subscribers() {
  return subscriberNames().map(name => {
    const of = what => metric('rinha_subscriber_' + what, 'subscriber', name);
    return [`Events for ${name}`, (of('events') ? `${count(of('events'))} wait, the oldest for ${age(of('oldest_seconds'))}` : 'none waits') +
      (of('paused') ? ', paused' : '')];
  });
}

/** Of a store in parts: how many there are, and which server has how many of them. */
function partitions() {
  const part = /^rinha_store_node_partitions\{node="(.*)"\}$/;
  const nodes = Object.keys(now.metrics).map(key => part.exec(key)).filter(found => found);
  const [well, away, few] = ['well', 'away', 'too_few_replicas'].map(state => metric('rinha_store_partitions', 'state', state) || 0);
  if (well + away + few < 2 && nodes.length < 2) return [];
  return [
    ['Partitions', away + few ? [`${count(away)} do not answer, ${count(few)} lack a replica, of ${count(well + away + few)}`, 'bad'] : count(well)],
    ...nodes.map(([key, node]) => [[node, 'part'], metric('rinha_store_node_up', 'node', node)
      ? `${plural(now.metrics[key], 'partition')}, ${plural(metric('rinha_store_node_replicas', 'node', node), 'replica')}` : ['does not answer', 'bad']]),
  ];
}

function drawRedis() {
  const zero = (name, value) => [name, [count(value), value > 0 ? 'bad' : '']];
  fill($('redis'), null, [
    ['Redis', metric('rinha_store_up') ? ['answers', 'good'] : ['does not answer', 'bad']],
    ['Calls within, p99', took(recent('storeP99'))],
    ['Accepted since the last purge', count(metric('rinha_store_accepted'))],
    ['Settled', count(payments('settled'))],
    zero('Not in the queue, must be 0', metric('rinha_store_missing')),
    zero('Contradictions, must be 0', metric('rinha_conflicts_total')),
    ...partitions(),
    ...subscribers(),
  ]);
}

/* Charts. Each has the figure of now in its legend, and a table instead of the lines. */

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const plain = (_, n) => n.map(value => compact.format(value));
const short = (_, n) => n.map(value => value >= 1000 ? value / 1000 + ' s' : value + ' ms');

const WHOLE = [1, 2, 5].flatMap(n => Array.from({ length: 9 }, (_, i) => n * 10 ** i)).sort((a, b) => a - b);

/** The powers of ten of a logarithmic scale. */
const decades = (u, axis, min, max) => Array.from({ length: Math.round(Math.log10(max / min)) + 1 }, (_, i) => Math.round(min * 10 ** (i + 3)) / 1000);

function charts() {
  const byProcessor = prefix => about.processors.map((p, i) => ({ name: p.name, series: prefix + '.' + p.name, colour: COLOURS[i % COLOURS.length] }));
  const millis = { factor: 1000, log: true, label: seconds => took(seconds || null) };
  return [
    { title: 'Throughput per second', label: rate, lines: [
      { name: 'accepted', series: 'accepted', colour: 'blue' }, { name: 'settled', series: 'settled', colour: 'green' }] },
    { title: 'Settled per second', label: rate, lines: byProcessor('settled'), shade: true },
    { title: 'Latency p99, dashed p50', ...millis, lines: [
      { name: 'accept', series: 'acceptP99', colour: 'blue' }, { name: '', series: 'acceptP50', colour: 'blue', dash: true },
      { name: 'settle', series: 'settleP99', colour: 'green' }, { name: '', series: 'settleP50', colour: 'green', dash: true }] },
    { title: 'Latency of processors', ...millis, lines: byProcessor('latency'), shade: true },
    { title: 'Unfinished payments', label: count, lines: [
      { name: 'queued', series: 'queued', colour: 'blue' }, { name: 'in flight', series: 'inFlight', colour: 'green' },
      { name: 'in doubt', series: 'inDoubt', colour: 'amber' }] },
    { title: 'Oldest unfinished payment', label: age, seconds: true, lines: [{ name: 'age', series: 'oldest', colour: 'amber' }] },
  ];
}

let drawn = [];

function makeCharts() {
  drawn.forEach(chart => chart.plot && chart.plot.destroy());
  $('charts').replaceChildren();
  drawn = charts().map(chart => {
    const legend = chart.lines.filter(line => line.name).map(line => el('li', { class: line.colour }, line.name + ' ', el('b')));
    const frame = el('div', { class: 'plot', role: 'img', 'aria-label': chart.title });
    const table = el('table', { 'aria-label': chart.title });
    const details = el('details', {}, el('summary', {}, 'As a table'), el('div', { class: 'scroll' }, table));
    details.addEventListener('toggle', () => tabulate(chart, table, details.open));
    $('charts').append(el('figure', { class: 'block' }, el('figcaption', {}, el('h3', {}, chart.title), el('ul', { class: 'legend' }, legend)), frame, details));
    return { ...chart, legend, frame, table, details, plot: null };
  });
  drawCharts();
}

const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

function plot(chart) {
  const axis = { stroke: colour('quiet'), grid: { stroke: colour('rule'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif', gap: 4 };
  const values = chart.log ? short : chart.seconds ? (_, n) => n.map(value => age(value)) : plain;
  return new uPlot({
    width: chart.frame.clientWidth, height: chart.frame.clientHeight,
    legend: { show: false }, cursor: { drag: { x: false, y: false }, points: { size: 5 }, sync: { key: 'time' } },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: () => [Date.now() / 1000 - minutes * MINUTE, Date.now() / 1000] },
      y: chart.log ? { distr: 3, range: (_, min, max) => known(min) && min > 0 ? [10 ** Math.floor(Math.log10(min)), 10 ** Math.ceil(Math.log10(max * 1.01))] : [1, 100] }
        : { range: (_, min, max) => [0, Math.max(max * 1.1, 1)] },
    },
    axes: [
      { ...axis, size: 26, space: 56, values: (_, at) => at.map(t => new Date(t * 1000).toLocaleTimeString('sv', { hour: '2-digit', minute: '2-digit' })), incrs: [60, 120, 300, 600, 900, 1800] },
      { ...axis, size: 58, space: 34, values, ...chart.log ? { splits: decades, filter: (_, n) => n } : { incrs: WHOLE } },
    ],
    series: [{}, ...chart.lines.map(line => ({
      stroke: colour(line.colour), width: line.dash ? 1.25 : 1.75, dash: line.dash ? [4, 3] : undefined, points: { show: false }, spanGaps: false }))],
    hooks: {
      drawClear: [u => chart.shade && shade(u)],
      setCursor: [u => label(chart, u.cursor.idx)],
    },
  }, points(chart), chart.frame);
}

/** Where nothing was measured for long, the line breaks. */
function points(chart) {
  const from = Date.now() - minutes * MINUTE * 1000;
  const rows = [];
  samples.filter(sample => sample[0] >= from).forEach(sample => {
    if (rows.length && sample[0] - rows.at(-1)[0] > 3 * about.periodMillis) rows.push([rows.at(-1)[0] + 1]);
    rows.push(sample);
  });
  return [rows.map(row => row[0] / 1000), ...chart.lines.map(line => rows.map(row => {
    const value = row[place(line.series) + 1];
    return known(value) && !(chart.log && value === 0) ? value * (chart.factor || 1) : null;
  }))];
}

/** Red where a processor was down. */
function shade(u) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.globalAlpha = 0.12;
  ctx.fillStyle = colour('red');
  const down = about.processors.map(({ name }) => place('down.' + name) + 1);
  samples.filter(sample => down.some(at => sample[at])).forEach(sample => {
    const left = Math.max(bbox.left, u.valToPos((sample[0] - about.periodMillis) / 1000, 'x', true));
    const right = u.valToPos(sample[0] / 1000, 'x', true);
    if (right > bbox.left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  });
  ctx.restore();
}

/** The legend has the figures under the cursor, else those of now. */
function label(chart, at) {
  chart.lines.filter(line => line.name).forEach((line, i) => {
    const pointed = at !== null && at !== undefined && chart.plot;
    const value = pointed ? chart.plot.data[chart.lines.indexOf(line) + 1][at] : recent(line.series);
    const plain = pointed && known(value) ? value / (chart.factor || 1) : value;
    text(chart.legend[i].querySelector('b'), chart.label(plain));
  });
}

function drawCharts() {
  if (!now || !about) return;
  const enough = samples.length > 1;
  drawn.forEach(chart => {
    chart.frame.classList.toggle('empty', !enough);
    if (!enough) {
      text(chart.frame, 'The lines begin with the second sample, some ten seconds after the start.');
    } else if (!chart.plot) {
      chart.frame.replaceChildren();
      chart.plot = plot(chart);
    } else {
      chart.plot.setData(points(chart));
    }
    if (!chart.plot || chart.plot.cursor.idx === null || chart.plot.cursor.idx === undefined) label(chart, null);
    chart.frame.setAttribute('aria-label', chart.title + ': ' +
      chart.lines.filter(line => line.name).map(line => `${line.name} now ${chart.label(recent(line.series))}`).join(', '));
  });
}

/** The same in twelve steps: of rates the mean, of everything else the highest. */
function tabulate(chart, table, open) {
  if (!open) return;
  const step = minutes * MINUTE * 1000 / 12;
  const lines = chart.lines.map(line => line.dash ? { ...line, name: 'half' } : line);
  const end = Date.now();
  const rows = Array.from({ length: 12 }, (_, i) => end - i * step).map(to => {
    const part = samples.filter(sample => sample[0] > to - step && sample[0] <= to);
    return [clock(to - step), ...lines.map(line => {
      const values = part.map(sample => sample[place(line.series) + 1]).filter(known);
      if (!values.length) return '–';
      return chart.label(chart.label === rate ? values.reduce((a, b) => a + b) / values.length : Math.max(...values));
    })];
  });
  fill(table, ['from', ...lines.map(line => line.name)], rows);
}

/* One payment, and lists; what is shown stands in the address, so that it can be kept and sent. */

const asked = () => new URLSearchParams(location.hash.slice(1));

const ask = path => request(path).then(answer => answer.json());

let questions = 0;

/** Shows what the address asks for; the answer to an older question is dropped. */
async function show(focus) {
  const question = asked();
  const mine = ++questions;
  let content;
  try {
    content = question.has('payment') ? await payment(question.get('payment').trim())
      : question.has('state') ? await list(question) : [];
  } catch (problem) {
    content = [el('p', { class: 'problem' }, problem.message)];
  }
  if (mine !== questions) return;
  for (const form of [$('find'), $('filter')]) {
    for (const field of form.elements) {
      if (field.name && question.has(field.name)) field.value = field.type === 'datetime-local' ? local(question.get(field.name)) : question.get(field.name);
    }
  }
  reasonable();
  $('result').replaceChildren(...content);
  if (focus) $('payments').focus();
}

const local = iso => new Date(new Date(iso) - new Date(iso).getTimezoneOffset() * 60000).toISOString().slice(0, 19);

async function payment(id) {
  const path = 'payments/' + encodeURIComponent(id);
  const [details, { history }] = await Promise.all([ask(path), ask(path + '/history')]);
  const waits = details.status === 'queued' ? await ask(path + '/quotes').catch(() => null) : null;
  const fact = (name, value) => value === undefined ? [] : [el('div', {}, el('dt', {}, name), el('dd', {}, value))];
  const accepted = new Date(details.acceptedAt);
  return [
    el('h3', {}, `Payment ${details.correlationId} is ${words(details.status)}`),
    el('p', {}, details.reason[0].toUpperCase() + details.reason.slice(1) + '.'),
    ...paymentActs(details),
    el('dl', { class: 'facts' },
      fact('Amount', money(details.amount)), fact('Processor', details.processor), fact('Attempts', details.attempts === undefined ? undefined : String(details.attempts)),
      fact('Fee', details.fee === undefined ? undefined : details.fee.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 8 })), fact('Accepted', moment(details.acceptedAt)),
      fact('Requested', details.requestedAt && moment(details.requestedAt)), fact('So since', moment(details.since))),
    el('ol', { class: 'history' }, history.map(step => el('li', {}, el('span', {}, moment(step.at)),
      el('span', {}, '+' + took((new Date(step.at) - accepted) / 1000)),
      el('p', {}, step.text + (known(step.tookMillis) ? ` (after ${took(step.tookMillis / 1000)})` : ''))))),
    ...waits ? [el('p', { class: 'note' }, 'What it would cost now: ' + waits.quotes.map(q =>
      `${q.processor} ${money(q.fee + q.time)} (fee ${money(q.fee)}, time ${money(q.time)})`).join(', ') + '.')] : [],
  ];
}

const LIST = ['state', 'processor', 'since', 'until', 'minAmount', 'reason', 'cursor'];

async function list(question) {
  // Not URLSearchParams: it writes a space as a plus, which the service takes for one.
  const query = LIST.filter(name => question.get(name)).map(name => `${name}=${encodeURIComponent(question.get(name))}`);
  const page = await ask('payments?limit=25&' + query.join('&'));
  const link = (changes, title) => {
    const to = new URLSearchParams(question);
    to.delete('cursor');
    Object.entries(changes).forEach(([name, value]) => to.set(name, value));
    return el('a', { href: '#' + to }, title);
  };
  const nothing = page.next ? 'None among those that were searched so far.'
    : question.has('cursor') ? 'No more.' : 'No payment in that state fits.';
  return [
    page.payments.length ? el('table', { id: 'list' },
      el('thead', {}, el('tr', {}, ['When', 'Amount', 'State', 'Why', 'Correlation id'].map((name, i) => el('th', { scope: 'col', class: i === 1 && 'amount' }, name)))),
      el('tbody', {}, page.payments.map(p => el('tr', {},
        el('td', { class: 'when' }, moment(p.since || p.acceptedAt)), el('td', { class: 'amount' }, money(p.amount)),
        el('td', { class: 'state' }, words(p.status) + (p.processor ? ' at ' + p.processor : '')), el('td', { class: 'reason' }, p.reason || ''),
        el('th', { class: 'id', scope: 'row' }, el('a', { href: '#payment=' + p.correlationId }, p.correlationId)))))) : el('p', {}, nothing),
    el('p', { class: 'pages' },
      ...question.has('cursor') ? [link({}, 'First page')] : [],
      ...page.next ? [link({ cursor: page.next }, 'Next page')] : page.payments.length ? [el('span', { class: 'note' }, 'That is all.')] : []),
  ];
}

$('find').addEventListener('submit', event => {
  event.preventDefault();
  go({ payment: $('find').elements.payment.value.trim() });
});
/** A reason have those that were given up. */
function reasonable() {
  const { state, reason } = $('filter').elements;
  reason.disabled = !['', 'dead', 'discarded'].includes(state.value);
}

$('filter').addEventListener('change', reasonable);
$('filter').addEventListener('submit', event => {
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData($('filter'))].filter(([name, value]) => value || name === 'state'));
  for (const name of ['since', 'until']) if (fields[name]) fields[name] = new Date(fields[name]).toISOString();
  go(fields);
});

function go(fields) {
  const hash = '#' + new URLSearchParams(fields);
  if (location.hash === hash) show(true); else location.hash = hash;
}

addEventListener('hashchange', () => show(true));
$('span').addEventListener('change', event => {
  choose(Number(event.target.value));
  drawn.forEach(chart => tabulate(chart, chart.table, chart.details.open));
  drawCharts();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => about && makeCharts());
new ResizeObserver(() => drawn.forEach(chart => chart.plot &&
  chart.plot.setSize({ width: chart.frame.clientWidth, height: chart.frame.clientHeight }))).observe($('charts'));
setInterval(tellConnection, 1000);
connect();
show(false);
