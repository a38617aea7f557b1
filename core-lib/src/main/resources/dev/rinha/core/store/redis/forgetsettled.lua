-- Forgets the first entries of a minute of the ledger, if they are still these.
-- KEYS: 7:i:BUCKET, 7:l:MINUTE, 7:minutes, 7:forgotten, 7:n
-- ARGV: minute, then of each payment: entry of the ledger, bucket of its record.
-- Answers: 1 done, 0 somebody else was quicker.
local minute = ARGV[1]
local entries = data .. 'l:' .. minute
local forgotten = (#ARGV - 1) / 2
local first = redis.call('LRANGE', entries, 0, forgotten - 1)

local function number(bytes, from, to)
  local sum = 0
  for i = from, to do
    sum = sum * 256 + string.byte(bytes, i)
  end
  return sum
end

for i = 1, forgotten do
  if first[i] ~= ARGV[2 * i] then
    return { 0 }
  end
end
for i = 1, forgotten do
  local entry, bucket = first[i], ARGV[2 * i + 1]
  redis.call('HDEL', data .. 'i:' .. bucket, string.sub(entry, 1, 16))
  count_at_every_level(number(entry, 17, 22), tostring(number(entry, 23, 23)), -1, -number(entry, 24, 28))
end
write_totals()
redis.call('LTRIM', entries, forgotten, -1)
if redis.call('EXISTS', entries) == 0 then
  redis.call('ZREM', data .. 'minutes', minute)
  redis.call('HDEL', data .. 'forgotten', minute)
else
  redis.call('HINCRBY', data .. 'forgotten', minute, forgotten)
end
if tonumber(minute) > tonumber(redis.call('HGET', data .. 'n', 'forgotten-minute') or -1) then
  redis.call('HSET', data .. 'n', 'forgotten-minute', minute)
end
redis.call('HINCRBY', data .. 'n', 'settled', -forgotten)
redis.call('HINCRBY', data .. 'n', 'accepted', -forgotten)
redis.call('HINCRBY', data .. 'n', 'forgotten', forgotten)
return { 1 }
