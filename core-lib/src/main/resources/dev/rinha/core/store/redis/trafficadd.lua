-- Adds to what is kept of some minutes, unless this batch is the one that was added last.
-- ARGV: worker, batch, milliseconds to keep, then of each: minute, processor or '', field, value. The field says
-- how to add: T and H are seconds, r is a routing, all others are numbers.
local BATCH_KEPT_MILLIS = 3600000
local MAX_ROUTINGS = 1000
local last = store .. 'traffic-batch:' .. ARGV[1]
if redis.call('GET', last) == ARGV[2] then
  return {}
end
redis.call('SET', last, ARGV[2], 'PX', BATCH_KEPT_MILLIS)

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
  local key, kind, value = store .. 'traffic:' .. ARGV[i], ARGV[i + 2], ARGV[i + 3]
  local field = ARGV[i + 1] == '' and kind or number_of(ARGV[i + 1]) .. kind
  minutes[ARGV[i]] = key
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
  redis.call('PEXPIREAT', key, string.format('%.0f', (minute + 1) * 60000 + ARGV[3]))
end
return {}
