-- KEYS: 7:minutes
-- ARGV: the first and the last, as Redis bounds scores; wanted at most.
-- Answers: generation, then the minutes of which the ledger has entries, oldest first.
local first, last, limit = unpack(ARGV)
return { generation, unpack(redis.call('ZRANGEBYSCORE', data .. 'minutes', first, last, 'LIMIT', 0, limit)) }
