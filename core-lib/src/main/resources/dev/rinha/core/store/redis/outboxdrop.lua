-- Takes the oldest events away from those who have not confirmed them, where there are too many.
-- KEYS: subscriber:NAME
-- ARGV: all subscribers. Answers: 1 done, 0 there is another one.
local MOST_AT_ONCE = 512
local all = subscribers()
for _, subscriber in ipairs(all) do
  if not is_declared(subscriber) then
    return { 0 }
  end
end

local function take_away(oldest)
  local last = oldest[#oldest][1]
  for _, subscriber in ipairs(all) do
    local lost = 0
    for _, pending in ipairs(redis.call('XPENDING', EVENTS, subscriber.name, '-', last, #oldest)) do
      lost = lost + redis.call('XACK', EVENTS, subscriber.name, pending[1])
    end
    local unseen = 0
    for _, event in ipairs(oldest) do
      unseen = unseen + (is_before(subscriber.last, event[1]) and 1 or 0)
    end
    if unseen > 0 then
      redis.call('XGROUP', 'SETID', EVENTS, subscriber.name, last)
      redis.call('HINCRBY', SUBSCRIBER .. subscriber.name, 'seen', unseen)
      subscriber.last = last
    end
    if lost + unseen > 0 then
      redis.call('HINCRBY', SUBSCRIBER .. subscriber.name, 'lost', lost + unseen)
      redis.call('HSET', SUBSCRIBER .. subscriber.name, 'lost-through', last)
    end
  end
  redis.call('XTRIM', EVENTS, 'MAXLEN', redis.call('XLEN', EVENTS) - #oldest)
  redis.call('HSET', OUTBOX, 'begins-after', last)
end

-- Half of them at a time: where there is room for few, the newest would go as well, which somebody may have just missed.
local room, events = MOST_AT_ONCE, redis.call('XLEN', EVENTS)
while events > 0 and room > 0 and is_outbox_full() do
  local some = math.min(room, math.ceil(events / 2))
  take_away(redis.call('XRANGE', EVENTS, '-', '+', 'COUNT', some))
  room, events = room - some, events - some
end
return { 1 }
