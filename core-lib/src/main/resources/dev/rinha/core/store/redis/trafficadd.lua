-- Adds to what is kept of some minutes, unless this batch is the one that was added last.
-- KEYS: traffic-batch:WORKER, traffic:MINUTE, traffic-routings
-- ARGV: worker, batch, milliseconds to keep it, then of each number:
--   minute
--   processor     '' for none
--   kind          how to add: T and H are seconds, r is a routing, all others are numbers
--   value
-- Answers nothing.
local worker, batch, kept_millis = ARGV[1], ARGV[2], ARGV[3]
local BATCH_KEPT_MILLIS = 3600000
local MAX_ROUTINGS = 1000
local last = store .. 'traffic-batch:' .. worker
if redis.call('GET', last) == batch then
  return {}
end
redis.call('SET', last, batch, 'PX', BATCH_KEPT_MILLIS)

local function seconds(old, new)
  local merged = {}
  for i = 1, #new do
    local letter = string.sub(new, i, i)
    merged[i] = letter ~= '.' and letter or string.sub(old, i, i)
  end
  return table.concat(merged)
end

local function number_of_routing(text)
  local numbers = store .. 'traffic-routings'
  local number = redis.call('HGET', numbers, text)
  if not number then
    number = redis.call('HLEN', numbers)
    if number >= MAX_ROUTINGS then
      return nil
    end
    redis.call('HSET', numbers, text, number)
  end
  return number
end

local minutes = {}
for i = 4, #ARGV, 4 do
  local minute, processor, kind, value = unpack(ARGV, i, i + 3)
  local key = store .. 'traffic:' .. minute
  local field = processor == '' and kind or number_of(processor) .. kind
  minutes[minute] = key
  if kind == 'T' or kind == 'H' then
    redis.call('HSET', key, field, seconds(redis.call('HGET', key, field) or value, value))
  elseif kind == 'r' then
    local number = number_of_routing(value)
    if number then
      redis.call('HSET', key, field, number)
    end
  else
    redis.call('HINCRBY', key, field, value)
  end
end
for minute, key in pairs(minutes) do
  redis.call('PEXPIREAT', key, string.format('%.0f', (minute + 1) * 60000 + kept_millis))
end
return {}
