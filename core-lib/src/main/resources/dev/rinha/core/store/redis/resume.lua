-- KEYS: pauses, paused-at
-- ARGV: field. Answers: 1 if it was paused, else 0.
local field = ARGV[1]
redis.call('HDEL', store .. 'paused-at', field)
return { redis.call('HDEL', store .. 'pauses', field) }
