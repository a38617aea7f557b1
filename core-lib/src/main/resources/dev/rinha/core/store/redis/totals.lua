-- What scripts that change the totals share. Changes are gathered first and written at the end; a total that becomes
-- zero is removed, and with the last one its page.
-- KEYS: 7:a:LEVEL:PAGE
local fine, coarse = {}, {}

local function at(tables, key)
  local found = tables[key]
  if not found then
    found = {}
    tables[key] = found
  end
  return found
end

local function count(level, page, index, processor, number, cents)
  local fields = at(coarse, data .. 'a:' .. level .. ':' .. page)
  local counted, summed = processor .. 'c' .. index, processor .. 's' .. index
  fields[counted] = (fields[counted] or 0) + number
  fields[summed] = (fields[summed] or 0) + cents
end

-- Adds so many payments, or takes them away when the numbers are negative. Answers the minute.
local function count_at_every_level(millis, processor, number, cents)
  local second = math.floor(millis / 1000)
  local minute = math.floor(second / 60)
  local hour = math.floor(minute / 60)
  local day = math.floor(hour / 24)
  local kiloday = math.floor(day / KILODAY_DAYS)
  local milli = at(at(fine, data .. 'a:f:' .. second), processor .. ':' .. millis % 1000)
  milli.count = (milli.count or 0) + number
  milli.cents = (milli.cents or 0) + cents
  count('s', minute, second % 60, processor, number, cents)
  count('m', hour, minute % 60, processor, number, cents)
  count('h', day, hour % 24, processor, number, cents)
  count('d', kiloday, day % KILODAY_DAYS, processor, number, cents)
  count('e', 0, kiloday, processor, number, cents)
  return minute
end

local function write_totals()
  for page, fields in pairs(coarse) do
    for field, amount in pairs(fields) do
      if redis.call('HINCRBY', page, field, string.format('%.0f', amount)) == 0 then
        redis.call('HDEL', page, field)
      end
    end
  end
  for page, fields in pairs(fine) do
    for field, more in pairs(fields) do
      local counted, summed = string.match(redis.call('HGET', page, field) or '0:0', '^(%d+):(%d+)$')
      if counted + more.count == 0 then
        redis.call('HDEL', page, field)
      else
        redis.call('HSET', page, field, string.format('%.0f:%.0f', counted + more.count, summed + more.cents))
      end
    end
  end
end
