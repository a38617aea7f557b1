-- KEYS: 7:conflicts
-- Answers: all conflicts that are kept, as field and value.
return { redis.call('HGETALL', data .. 'conflicts') }
