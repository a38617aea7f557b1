// Payments at a steady rate, and at the end the question that matters: was every accepted one
// executed? For those who have k6 (https://k6.io); ./rinha-cli bench needs nothing.
//
//   k6 run examples/k6/payments.js
//   k6 run -e URL=http://localhost:9999 -e RATE=500 -e SECONDS=30 examples/k6/payments.js
import http from 'k6/http';
import { check, sleep } from 'k6';
import { Counter } from 'k6/metrics';

const url = __ENV.URL || 'http://localhost:9999';
const rate = Number(__ENV.RATE || 100);
const seconds = Number(__ENV.SECONDS || 10);
const drainSeconds = Number(__ENV.DRAIN || 30);
const accepted = new Counter('payments_accepted');

export const options = {
  scenarios: {
    payments: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${seconds}s`,
      preAllocatedVUs: Math.max(10, Math.ceil(rate / 2)),
    },
  },
  thresholds: {
    checks: ['rate==1'],
    'http_req_duration{name:pay}': ['p(99)<1500'],
  },
};

// Version 4, without a library from the network.
function uuid() {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => {
    const random = Math.floor(Math.random() * 16);
    return (c === 'x' ? random : (random & 3) | 8).toString(16);
  });
}

function settled() {
  const summary = http.get(`${url}/payments-summary`, { tags: { name: 'summary' } }).json();
  return Object.values(summary).reduce((sum, one) => sum + one.totalRequests, 0);
}

export function setup() {
  return { before: settled() };
}

export default function () {
  const answer = http.post(
    `${url}/payments`,
    JSON.stringify({ correlationId: uuid(), amount: 19.9 }),
    { headers: { 'Content-Type': 'application/json' }, tags: { name: 'pay' } },
  );
  if (check(answer, { accepted: (a) => a.status === 202 })) {
    accepted.add(1);
  }
}

export function teardown(data) {
  let last = -1;
  let now = settled();
  for (let waited = 0; waited < drainSeconds && now !== last; waited++) {
    sleep(1);
    last = now;
    now = settled();
  }
  console.log(`executed ${now - data.before} payments; compare with payments_accepted above`);
}
