-- KEYS: settings, 7:n, 7:doubt, 7:dead, 7:discarded, 7:aside
-- Answers: generation, accepted, settled, entries in the queue, entries held, in doubt, dead, conflicts,
-- place and values of the oldest entry, discarded, forgotten, how often the group of the queue was made anew, set aside.
local counters = redis.call('HMGET', data .. 'n', 'accepted', 'settled', 'conflicts', 'forgotten')
local oldest = redis.call('XRANGE', QUEUE, '-', '+', 'COUNT', 1)[1]
return {
  generation,
  counters[1] or '0',
  counters[2] or '0',
  redis.call('XLEN', QUEUE),
  redis.call('XPENDING', QUEUE, GROUP)[1],
  redis.call('ZCARD', data .. 'doubt'),
  redis.call('ZCARD', data .. 'dead'),
  counters[3] or '0',
  oldest or {},
  redis.call('ZCARD', data .. 'discarded'),
  counters[4] or '0',
  redis.call('HGET', store .. 'settings', 'regroupings') or '0',
  redis.call('XLEN', data .. 'aside'),
}
