-- Writes something, to find out whether that is possible.
-- KEYS: written
redis.call('SET', store .. 'written', '1')
return {}
