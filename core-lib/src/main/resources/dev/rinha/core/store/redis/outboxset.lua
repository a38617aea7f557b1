-- KEYS: subscriber:NAME
-- ARGV:
--   what          'pause', 'resume' or 'retry', of a subscriber; 'limit', 'limit-unless-set'
--   value         the subscriber; the most bytes
-- Answers: 1 if there is such a subscriber, else 0.
local what, value = ARGV[1], ARGV[2]
if what == 'limit' then
  if redis.call('HGET', store .. 'settings', 'outbox-max-bytes') ~= value then
    redis.call('HSET', store .. 'settings', 'outbox-max-bytes', value)
  end
  return { 1 }
end
if what == 'limit-unless-set' then
  redis.call('HSETNX', store .. 'settings', 'outbox-max-bytes', value)
  return { 1 }
end
local key = SUBSCRIBER .. value
if redis.call('HEXISTS', key, 'seen') == 0 then
  return { 0 }
end
if what == 'pause' then
  redis.call('HSET', key, 'paused', 1)
elseif what == 'resume' then
  redis.call('HDEL', key, 'paused')
else
  redis.call('HINCRBY', key, 'retries', 1)
end
return { 1 }
