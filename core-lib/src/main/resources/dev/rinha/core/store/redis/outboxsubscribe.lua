-- Begins a subscription, from now on.
-- KEYS: subscriber:NAME
-- ARGV: subscriber, what it is, for people. Answers: 1 if it is new, else 0.
local subscriber, about = ARGV[1], ARGV[2]
redis.call('HSET', SUBSCRIBER .. subscriber, 'about', about)
local made = redis.pcall('XGROUP', 'CREATE', EVENTS, subscriber, '$', 'MKSTREAM')
if made.err then
  if string.find(made.err, 'BUSYGROUP', 1, true) then
    return { 0 }
  end
  error(made.err)
end
redis.call('HSET', SUBSCRIBER .. subscriber, 'seen', redis.call('HGET', OUTBOX, 'added') or 0)
redis.call('HSET', store .. 'settings', 'subscribers', #subscribers())
return { 1 }
