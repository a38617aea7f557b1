-- ARGV: of each: entry, generation, id bucket, id, 'cents:accepted:', processor, requestedAt as it stands in
-- the record, rest of the record, requestedAt in milliseconds, in 6 bytes, cents, in 5 bytes, settledAt.
local MAX_CONFLICTS = 10000
local answer = {}
local settled, by_minute, fine, coarse = 0, {}, {}, {}

local function at(tables, key)
  local found = tables[key]
  if not found then
    found = {}
    tables[key] = found
  end
  return found
end

local function count(level, page, index, processor, cents)
  local fields = at(coarse, data .. 'a:' .. level .. ':' .. page)
  local counted, summed = processor .. 'c' .. index, processor .. 's' .. index
  fields[counted] = (fields[counted] or 0) + 1
  fields[summed] = (fields[summed] or 0) + cents
end

local function count_at_every_level(millis, processor, cents)
  local second = math.floor(millis / 1000)
  local minute = math.floor(second / 60)
  local hour = math.floor(minute / 60)
  local day = math.floor(hour / 24)
  local era = math.floor(day / 1024)
  local milli = at(at(fine, data .. 'a:f:' .. second), processor .. ':' .. millis % 1000)
  milli.count = (milli.count or 0) + 1
  milli.cents = (milli.cents or 0) + cents
  count('s', minute, second % 60, processor, cents)
  count('m', hour, minute % 60, processor, cents)
  count('h', day, hour % 24, processor, cents)
  count('d', era, day % 1024, processor, cents)
  count('e', 0, era, processor, cents)
  return minute
end

local function keep_conflict(id, processor, millis, settled_at)
  local conflicts, field = data .. 'conflicts', id .. millis .. ':' .. processor
  if redis.call('HEXISTS', conflicts, field) == 0 then
    redis.call('HINCRBY', data .. 'n', 'conflicts', 1)
    if redis.call('HLEN', conflicts) < MAX_CONFLICTS then
      redis.call('HSET', conflicts, field, settled_at)
    end
  end
  return CONFLICT
end

local function settle(i)
  local entry, records, id = place_of(ARGV[i]), data .. 'i:' .. ARGV[i + 2], ARGV[i + 3]
  if ARGV[i + 1] ~= generation then
    return CLAIM_LOST
  end
  local record = redis.call('HGET', records, id) or ''
  local number = redis.call('HGET', PROCESSORS, ARGV[i + 5]) or ''
  local intent = ARGV[i + 4] .. number .. ':' .. ARGV[i + 6] .. ':'
  local state = state_of(record)
  local same = string.sub(record, 3, #intent + 2) == intent
  if state == 'X' and same then
    leave_queue(entry)
    return ALREADY_SETTLED
  end
  if not same or (state ~= 'S' and state ~= 'D') then
    return keep_conflict(id, ARGV[i + 5], ARGV[i + 8], ARGV[i + 12])
  end
  redis.call('HSET', records, id, 'X:' .. intent .. ARGV[i + 7])
  no_longer_in_doubt(record, id)
  finish(entry, id)
  local minute = count_at_every_level(tonumber(ARGV[i + 8]), number, tonumber(ARGV[i + 10]))
  local entries = at(by_minute, minute)
  entries[#entries + 1] = id .. ARGV[i + 9] .. string.char(number) .. ARGV[i + 11]
  settled = settled + 1
  return DONE
end

for i = 1, #ARGV, 13 do
  answer[#answer + 1] = settle(i)
end

for minute, entries in pairs(by_minute) do
  if redis.call('RPUSH', data .. 'l:' .. minute, unpack(entries)) == #entries then
    redis.call('ZADD', data .. 'minutes', minute, minute)
  end
end
for page, fields in pairs(coarse) do
  for field, amount in pairs(fields) do
    redis.call('HINCRBY', page, field, string.format('%.0f', amount))
  end
end
for page, fields in pairs(fine) do
  for field, more in pairs(fields) do
    local counted, summed = string.match(redis.call('HGET', page, field) or '0:0', '^(%d+):(%d+)$')
    redis.call('HSET', page, field, string.format('%.0f:%.0f', counted + more.count, summed + more.cents))
  end
end
if settled > 0 then
  redis.call('HINCRBY', data .. 'n', 'settled', settled)
end
return answer
