-- KEYS: 7:doubt
-- ARGV: wanted at most. Answers: ids of payments in doubt, longest in doubt first.
return redis.call('ZRANGEBYSCORE', data .. 'doubt', '-inf', '+inf', 'LIMIT', 0, ARGV[1])
