-- KEYS: pauses
-- Answers: what is paused, as field and value.
return { redis.call('HGETALL', store .. 'pauses') }
