-- Takes the oldest events away from those who have not confirmed them, where there are too many.
-- KEYS: subscriber:NAME
-- ARGV: all subscribers. Answers: 1 done, 0 there is another one.
local DROPPED_AT_ONCE = 512
for _, subscriber in ipairs(subscribers()) do
  if not is_declared(subscriber) then
    return { 0 }
  end
end
local oldest = redis.call('XRANGE', EVENTS, '-', '+', 'COUNT', DROPPED_AT_ONCE)
if #oldest == 0 or not is_outbox_full() then
  return { 1 }
end
local last = oldest[#oldest][1]
for _, subscriber in ipairs(subscribers()) do
  local lost = 0
  for _, pending in ipairs(redis.call('XPENDING', EVENTS, subscriber.name, '-', last, DROPPED_AT_ONCE)) do
    lost = lost + redis.call('XACK', EVENTS, subscriber.name, pending[1])
  end
  local unseen = 0
  for _, event in ipairs(oldest) do
    unseen = unseen + (is_before(subscriber.last, event[1]) and 1 or 0)
  end
  if unseen > 0 then
    redis.call('XGROUP', 'SETID', EVENTS, subscriber.name, last)
    redis.call('HINCRBY', SUBSCRIBER .. subscriber.name, 'seen', unseen)
  end
  if lost + unseen > 0 then
    redis.call('HINCRBY', SUBSCRIBER .. subscriber.name, 'lost', lost + unseen)
    redis.call('HSET', SUBSCRIBER .. subscriber.name, 'lost-through', last)
  end
end
redis.call('XTRIM', EVENTS, 'MAXLEN', redis.call('XLEN', EVENTS) - #oldest)
redis.call('HSET', OUTBOX, 'begins-after', last)
return { 1 }
