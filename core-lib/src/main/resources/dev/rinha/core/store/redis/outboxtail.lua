-- Reads events after one, for a tail, which counts as subscribed from now on for a while.
-- ARGV: event after which to go on, '' for what comes from now on; events wanted at most.
-- Answers: 1 if events after that one are missing, the event from which to go on, processors, then id and fields with
-- values of each.
local after, limit = ARGV[1], ARGV[2]
local settings, now = store .. 'settings', millis_now()
local lapsed = not is_subscribed()
if tonumber(read_settings()[3] or 0) < now + TAIL_KEPT_MILLIS / 2 or lapsed then
  redis.call('HSET', settings, 'tails-until', string.format('%.0f', now + TAIL_KEPT_MILLIS))
end
local stream = redis.pcall('XINFO', 'STREAM', EVENTS)
local last = '0-0'
for i = 1, stream.err and 0 or #stream, 2 do
  if stream[i] == 'last-generated-id' then
    last = stream[i + 1]
  end
end
local begins_after = redis.call('HGET', OUTBOX, 'begins-after') or '0-0'
local missing = 0
if after == '' then
  after = last
elseif is_before(after, begins_after) or is_before(last, after) then
  missing, after = 1, begins_after
end
local events = redis.call('XRANGE', EVENTS, '(' .. after, '+', 'COUNT', limit)
trim_outbox()
return add_events({ missing, #events > 0 and events[#events][1] or after, redis.call('HGETALL', PROCESSORS) }, events)
