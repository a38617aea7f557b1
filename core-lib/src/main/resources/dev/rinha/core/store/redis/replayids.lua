-- KEYS: 7:replays
-- Answers: ids of all replays, the latest first.
return redis.call('ZREVRANGE', data .. 'replays', 0, -1)
