-- KEYS: settings
-- Answers: when this generation began, in milliseconds since the epoch; 0 if that was not written down.
return { redis.call('HGET', store .. 'settings', 'begun') or '0' }
