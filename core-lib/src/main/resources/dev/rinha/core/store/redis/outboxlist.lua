-- KEYS: subscriber:NAME
-- ARGV: subscribers.
-- Answers: bytes, events kept, 1 if a tail counts as subscribed, then of each subscriber: name, what it is, how many
-- events wait for it, which of them is the oldest ('' for none), how many were delivered, given up and lost, 1 if
-- paused, how it goes, '' if nobody delivers.
local exists = redis.call('EXISTS', EVENTS) == 1
local answer = {
  exists and redis.call('MEMORY', 'USAGE', EVENTS) or 0,
  exists and redis.call('XLEN', EVENTS) or 0,
  is_tailed() and 1 or 0,
}
local now, added = millis_now(), redis.call('HGET', OUTBOX, 'added') or 0
local function add(subscriber)
  local known = redis.call('HMGET', SUBSCRIBER .. subscriber.name,
    'about', 'seen', 'delivered', 'given-up', 'lost', 'paused', 'until', 'state')
  local oldest = ''
  if subscriber.pending > 0 then
    oldest = redis.call('XPENDING', EVENTS, subscriber.name)[2]
  else
    local next_one = redis.call('XRANGE', EVENTS, '(' .. subscriber.last, '+', 'COUNT', 1)[1]
    oldest = next_one and next_one[1] or ''
  end
  for _, value in ipairs({
    subscriber.name, known[1] or '', added - (known[2] or 0) + subscriber.pending, oldest, known[3] or 0,
    known[4] or 0, known[5] or 0, known[6] and 1 or 0,
    tonumber(known[7] or 0) > now and known[8] or '',
  }) do
    answer[#answer + 1] = value
  end
end

for _, subscriber in ipairs(subscribers()) do
  if is_declared(subscriber) then
    add(subscriber)
  end
end
return answer
