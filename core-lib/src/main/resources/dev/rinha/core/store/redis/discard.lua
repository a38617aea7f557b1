-- ARGV: of each letter: generation, id bucket, id, 'cents:accepted:', 'died:', died in 6 bytes, 'discarded:',
-- discarded in 6 bytes, history. Answers: 1 if it is discarded, else 0.
local answer = {}

local function discard(i)
  local records, id, base = data .. 'i:' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local record = ARGV[i] == generation and redis.call('HGET', records, id) or ''
  local discarded = 'T:' .. base .. ARGV[i + 4] .. ARGV[i + 6] .. ARGV[i + 8]
  if record == discarded then
    return 1
  end
  if not is_buried_as(record, base, ARGV[i + 4]) then
    return 0
  end
  redis.call('HSET', records, id, discarded)
  redis.call('ZADD', data .. 'discarded', 0, ARGV[i + 7] .. id)
  redis.call('ZREM', data .. 'dead', ARGV[i + 5] .. id)
  return 1
end

for i = 1, #ARGV, 9 do
  answer[#answer + 1] = discard(i)
end
return answer
