-- Forgets the first entries of a minute of the ledger, if they are still these.
-- ARGV: minute, then of each: entry, id bucket. Answers: 1 done, 0 somebody else was quicker.
local entries = data .. 'l:' .. ARGV[1]
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
  local entry = first[i]
  redis.call('HDEL', data .. 'i:' .. ARGV[2 * i + 1], string.sub(entry, 1, 16))
  count_at_every_level(number(entry, 17, 22), tostring(number(entry, 23, 23)), -1, -number(entry, 24, 28))
end
write_totals()
redis.call('LTRIM', entries, forgotten, -1)
if redis.call('EXISTS', entries) == 0 then
  redis.call('ZREM', data .. 'minutes', ARGV[1])
  redis.call('HDEL', data .. 'forgotten', ARGV[1])
else
  redis.call('HINCRBY', data .. 'forgotten', ARGV[1], forgotten)
end
if tonumber(ARGV[1]) > tonumber(redis.call('HGET', data .. 'n', 'forgotten-minute') or -1) then
  redis.call('HSET', data .. 'n', 'forgotten-minute', ARGV[1])
end
redis.call('HINCRBY', data .. 'n', 'settled', -forgotten)
redis.call('HINCRBY', data .. 'n', 'accepted', -forgotten)
redis.call('HINCRBY', data .. 'n', 'forgotten', forgotten)
return { 1 }
