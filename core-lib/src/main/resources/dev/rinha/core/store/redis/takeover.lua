-- Takes claims over that nobody renews. What their records say is a step of its own (claimed.lua), since it is only
-- known then which they are.
-- KEYS: clock
-- ARGV:
--   worker
--   limit         claims wanted at most
--   idle_millis   for how long they must not have been renewed
--   parked_at     '', or the processor of the parked payments that are wanted instead
-- Answers: generation, then entry and its fields with values of each claim.
local worker, limit, idle_millis, parked_at = unpack(ARGV)
local answer = { generation }

local function take_over(entry, deliveries)
  local message = redis.call('XCLAIM', QUEUE, GROUP, worker, 0, entry)[1]
  if not message then
    redis.call('XACK', QUEUE, GROUP, entry)
    return
  end
  answer[#answer + 1] = entry .. '/' .. deliveries
  answer[#answer + 1] = message[2]
end

-- Idle times are differences of this server's clock. When it has been set back, claims were renewed in the
-- future, and those of the dead would not be found before then: they are idle from now on. Redis shows that as 0.
local CLOCK = store .. 'clock'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now < tonumber(redis.call('GET', CLOCK) or 0) then
  local from = '-'
  repeat
    local claims = redis.call('XPENDING', QUEUE, GROUP, from, '+', 1000)
    for _, claim in ipairs(claims) do
      if claim[3] == 0 then
        redis.call('XCLAIM', QUEUE, GROUP, claim[2], 0, claim[1], 'IDLE', 0, 'JUSTID')
      end
      from = '(' .. claim[1]
    end
  until #claims == 0
end
-- A full Redis refuses this and must hand over all the same.
redis.pcall('SET', CLOCK, string.format('%.0f', now))

local consumers = redis.call('XINFO', 'CONSUMERS', QUEUE, GROUP)

-- Those that died have left their names. One with which something is pending keeps it, until somebody has taken
-- that over; one that lives and is idle for so long gets its name back with whatever it takes next.
for _, consumer in ipairs(consumers) do
  local name, pending, idle = consumer[2], consumer[4], consumer[6]
  if pending == 0 and idle > tonumber(idle_millis) and name ~= worker then
    redis.call('XGROUP', 'DELCONSUMER', QUEUE, GROUP, name)
  end
end

local holders = {}
if parked_at ~= '' then
  holders[1] = PARKED .. parked_at
else
  for _, consumer in ipairs(consumers) do
    if string.sub(consumer[2], 1, #PARKED) ~= PARKED and consumer[4] > 0 then
      holders[#holders + 1] = consumer[2]
    end
  end
end

local function earlier(one, other)
  local millis, number = string.match(one[1], '(%d+)-(%d+)')
  local other_millis, other_number = string.match(other[1], '(%d+)-(%d+)')
  if millis ~= other_millis then
    return tonumber(millis) < tonumber(other_millis)
  end
  return tonumber(number) < tonumber(other_number)
end

-- Holder by holder: looking at everything pending would look at all that is parked, each time.
repeat
  local idle = {}
  for _, holder in ipairs(holders) do
    for _, pending in ipairs(redis.call('XPENDING', QUEUE, GROUP, 'IDLE', idle_millis, '-', '+', limit, holder)) do
      idle[#idle + 1] = pending
    end
  end
  table.sort(idle, earlier)
  for i = 1, math.min(#idle, tonumber(limit)) do
    take_over(idle[i][1], idle[i][4] + 1)
  end
until #idle == 0 or #answer > 1
return answer
