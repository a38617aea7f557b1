-- KEYS: settings
-- Answers: the name of the environment, or '' if it has none.
return { redis.call('HGET', store .. 'settings', 'environment') or '' }
