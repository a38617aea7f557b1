-- Confirms events, and forgets what nobody needs any more.
-- KEYS: subscriber:NAME
-- ARGV: subscriber, 'delivered' or 'given-up', of how many lost ones it was told in all, then the events. Answers
-- nothing.
local subscriber, became, told_lost = ARGV[1], ARGV[2], ARGV[3]
local key = SUBSCRIBER .. subscriber
if redis.call('EXISTS', key, EVENTS) < 2 then
  return {}
end
local confirmed = 0
for i = 4, #ARGV do
  confirmed = confirmed + redis.call('XACK', EVENTS, subscriber, ARGV[i])
end
if confirmed > 0 then
  redis.call('HINCRBY', key, became, confirmed)
end
if tonumber(told_lost) > tonumber(redis.call('HGET', key, 'told-lost') or 0) then
  redis.call('HSET', key, 'told-lost', told_lost)
end
trim_outbox()
return {}
