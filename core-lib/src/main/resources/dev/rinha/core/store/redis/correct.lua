-- Sets milliseconds of one second right, if they are as they were seen, and makes anew all buckets that hold it.
-- KEYS: 7:a:LEVEL:PAGE
-- ARGV: second, then of each millisecond:
--   processor, milli  whose it is, and which of the second
--   seen, right       'count:cents' as it was seen, and as it is right
-- Answers: 1 done, 0 something has moved.
local NOTHING = '0:0'
local second = tonumber(ARGV[1])
local minute = math.floor(second / 60)
local hour = math.floor(minute / 60)
local day = math.floor(hour / 24)
local kiloday = math.floor(day / KILODAY_DAYS)
local fine = string.format('%sa:f:%.0f', data, second)

local function field(processor, milli)
  return number_of(processor) .. ':' .. milli
end

for i = 2, #ARGV, 4 do
  local processor, milli, seen = unpack(ARGV, i, i + 2)
  if (redis.call('HGET', fine, field(processor, milli)) or NOTHING) ~= seen then
    return { 0 }
  end
end
for i = 2, #ARGV, 4 do
  local processor, milli, right = ARGV[i], ARGV[i + 1], ARGV[i + 3]
  if right == NOTHING then
    redis.call('HDEL', fine, field(processor, milli))
  else
    redis.call('HSET', fine, field(processor, milli), right)
  end
end

local function add(totals, processor, kind, amount)
  totals[processor] = totals[processor] or { c = 0, s = 0 }
  totals[processor][kind] = totals[processor][kind] + amount
end

local function milliseconds()
  local totals, page = {}, redis.call('HGETALL', fine)
  for i = 1, #page, 2 do
    local processor = string.match(page[i], '^%d+')
    local counted, summed = string.match(page[i + 1], '^(%d+):(%d+)$')
    add(totals, processor, 'c', counted)
    add(totals, processor, 's', summed)
  end
  return totals
end

local function name(level, number)
  return string.format('%sa:%s:%.0f', data, level, number)
end

local function sum(level, number)
  local totals, page = {}, redis.call('HGETALL', name(level, number))
  for i = 1, #page, 2 do
    local processor, kind = string.match(page[i], '^(%d+)([cs])')
    add(totals, processor, kind, page[i + 1])
  end
  return totals
end

local function put(level, number, index, totals)
  local page = name(level, number)
  for _, known in ipairs(redis.call('HKEYS', page)) do
    local processor, at = string.match(known, '^(%d+)[cs](%d+)$')
    if tonumber(at) == index and not totals[processor] then
      redis.call('HDEL', page, known)
    end
  end
  for processor, total in pairs(totals) do
    redis.call('HSET', page, string.format('%sc%.0f', processor, index), string.format('%.0f', total.c))
    redis.call('HSET', page, string.format('%ss%.0f', processor, index), string.format('%.0f', total.s))
  end
end

put('s', minute, second % 60, milliseconds())
put('m', hour, minute % 60, sum('s', minute))
put('h', day, hour % 24, sum('m', hour))
put('d', kiloday, day % KILODAY_DAYS, sum('h', day))
put('e', 0, kiloday, sum('d', kiloday))
return { 1 }
