-- Hands out events to whoever delivers them to a subscriber: one at a time, for as long as it comes back.
-- KEYS: subscriber:NAME
-- ARGV:
--   subscriber
--   owner         who delivers
--   lease_millis  for how long nobody else may
--   state         how it goes, for people
--   after         '' for new events, else an event, for those after it that were handed out and are not confirmed
--   limit         events wanted at most; with 0 only the lease is renewed
-- Answers: ordinal of Outbox.Turn, how many events were lost, of how many of them the subscriber was told, the last of
-- them or '', how often it was asked to retry now, processors, then id and fields with values of each event.
local NOT_SUBSCRIBED, ELSEWHERE, PAUSED, RESUMED, MINE = 0, 1, 2, 3, 4
local CONSUMER = 'one'
local subscriber, owner, lease_millis, state, after, limit = unpack(ARGV)
local key = SUBSCRIBER .. subscriber
local known = redis.call('HMGET', key, 'owner', 'until', 'paused', 'lost', 'told-lost', 'retries', 'seen', 'state', 'lost-through')
if not known[7] or redis.call('EXISTS', EVENTS) == 0 then
  return { NOT_SUBSCRIBED, 0, 0, '', 0 }
end
local now = millis_now()
local mine = known[1] == owner
-- A clock that was set back keeps nobody out for longer than a lease.
local left = tonumber(known[2] or 0) - now
if not mine and left > 0 and left <= tonumber(lease_millis) then
  return { ELSEWHERE, 0, 0, '', 0 }
end
if not mine or left < lease_millis / 2 or known[8] ~= state then
  redis.call('HSET', key, 'owner', owner, 'until', string.format('%.0f', now + lease_millis), 'state', state)
end
local lost, told_lost, retries = tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[6] or 0)
local lost_through = known[9] or ''
if not mine or known[3] then
  return { known[3] and PAUSED or RESUMED, lost, told_lost, lost_through, retries }
end
local answer = { MINE, lost, told_lost, lost_through, retries, redis.call('HGETALL', PROCESSORS) }
if limit == '0' then
  return answer
end
local read = redis.pcall(
  'XREADGROUP', 'GROUP', subscriber, CONSUMER, 'COUNT', limit, 'STREAMS', EVENTS, after == '' and '>' or after)
if read and read.err then
  -- Somebody has deleted the events, and the group with them.
  return { NOT_SUBSCRIBED, 0, 0, '', 0 }
end
local events = read and read[1] and read[1][2] or {}
if after == '' and #events > 0 then
  redis.call('HINCRBY', key, 'seen', #events)
end
return add_events(answer, events)
