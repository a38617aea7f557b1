-- The outbox: events for subscribers, written in the step that they report and only while somebody subscribes. A
-- subscriber that must get all of them is a consumer group; what it was handed and has not confirmed is pending there.
-- Tails keep their place themselves: for them events are kept for a while.
-- KEYS: settings, events, outbox
local EVENTS, OUTBOX, SUBSCRIBER = store .. 'events', store .. 'outbox', store .. 'subscriber:'
local TAIL_KEPT_MILLIS = 300000
local DEFAULT_MAX_BYTES = 16777216
local LAST_OF_A_MILLI = '18446744073709551615'

local function millis_now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function parts_of(event)
  local millis, number = string.match(event, '^(%d+)-(%d+)$')
  return tonumber(millis), tonumber(number), number
end

local function is_before(event, other)
  local millis, number = parts_of(event)
  local other_millis, other_number = parts_of(other)
  return millis < other_millis or (millis == other_millis and number < other_number)
end

local function just_before(event)
  local millis, number = parts_of(event)
  if number == 0 then
    return string.format('%.0f-%s', millis - 1, LAST_OF_A_MILLI)
  end
  return string.format('%.0f-%.0f', millis, number - 1)
end

local function just_after(event)
  local millis, number, text = parts_of(event)
  if text == LAST_OF_A_MILLI then
    return string.format('%.0f-0', millis + 1)
  end
  return string.format('%.0f-%.0f', millis, number + 1)
end

-- Of each subscriber: its name, how many events are pending, and which it was handed last.
local function subscribers()
  local found = {}
  local groups = redis.pcall('XINFO', 'GROUPS', EVENTS)
  for _, group in ipairs(groups.err and {} or groups) do
    found[#found + 1] = { name = group[2], pending = group[6], last = group[8] }
  end
  return found
end

-- Whether it is one of those that are all of ARGV, whose keys are declared.
local function is_declared(subscriber)
  for _, name in ipairs(ARGV) do
    if name == subscriber.name then
      return true
    end
  end
  return false
end

local function is_tailed()
  local tails_until = read_settings()[3]
  return tails_until and tonumber(tails_until) > millis_now()
end

-- Nobody subscribes any more. What happens from here on is not written: a tail that comes back has missed it, since
-- the marker is later than all that it can have seen.
local function end_outbox()
  local marker = redis.call('XADD', EVENTS, '*', 'k', '')
  redis.call('XTRIM', EVENTS, 'MAXLEN', 0)
  redis.call('HSET', OUTBOX, 'begins-after', marker)
  redis.call('HDEL', store .. 'settings', 'tails-until')
end

local subscribed = nil
local function is_subscribed()
  if subscribed == nil then
    local known = read_settings()
    subscribed = known[2] or is_tailed() or false
    if not subscribed and known[3] then
      end_outbox()
    end
  end
  return subscribed
end

local reported = 0

-- record is that of the payment as it is from now on; of a contradiction, as it was executed.
local function report(kind, id, record, reason)
  if is_subscribed() then
    redis.call('XADD', EVENTS, '*', 'k', kind, 'i', id, 'r', record, 'w', reason)
    reported = reported + 1
  end
end

local function is_outbox_full()
  return (redis.call('MEMORY', 'USAGE', EVENTS) or 0) > tonumber(read_settings()[4] or DEFAULT_MAX_BYTES)
end

-- At the end of each script that reports. The answer ends with OUTBOX FULL where the oldest events have to go: that is
-- a step of its own, since whose they are is only known by reading.
local function answered(answer)
  if reported > 0 then
    redis.call('HINCRBY', OUTBOX, 'added', reported)
    if is_outbox_full() then
      answer[#answer + 1] = 'OUTBOX FULL'
    end
  end
  return answer
end

-- Removes what every subscriber has confirmed and no tail can want.
local function trim_outbox()
  local through = is_tailed() and string.format('%.0f-0', millis_now() - TAIL_KEPT_MILLIS) or nil
  for _, subscriber in ipairs(subscribers()) do
    local confirmed = subscriber.last
    if subscriber.pending > 0 then
      confirmed = just_before(redis.call('XPENDING', EVENTS, subscriber.name)[2])
    end
    if not through or is_before(confirmed, through) then
      through = confirmed
    end
  end
  if through and redis.call('XTRIM', EVENTS, 'MINID', just_after(through)) > 0 then
    redis.call('HSET', OUTBOX, 'begins-after', through)
  end
end

-- Adds the events as id and fields with values.
local function add_events(answer, events)
  for _, event in ipairs(events) do
    answer[#answer + 1] = event[1]
    answer[#answer + 1] = event[2]
  end
  return answer
end
