-- ARGV: limit, then of each letter: generation, id bucket, id, 'cents:accepted:', 'died:', died in 6 bytes,
-- when queued as it stands in an entry, history. Answers are the ordinals of DeadLetters.Replayed.
local NOT_DEAD, QUEUE_FULL = 1, 2
local answer = {}

local function replay(i)
  local records, id, base = data .. 'i:' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local record = ARGV[i] == generation and redis.call('HGET', records, id) or ''
  if record == queued_record(base, ARGV[i + 7]) then
    return DONE
  end
  local grave = 'L:' .. base .. ARGV[i + 4]
  if string.sub(record, 1, #grave) ~= grave then
    return NOT_DEAD
  end
  if redis.call('XLEN', QUEUE) >= tonumber(ARGV[1]) then
    return QUEUE_FULL
  end
  queue_again(ARGV[i + 1], id, base, ARGV[i + 6], ARGV[i + 7])
  redis.call('ZREM', data .. 'dead', ARGV[i + 5] .. id)
  redis.call('HDEL', data .. 'reasons', id)
  return DONE
end

for i = 2, #ARGV, 8 do
  answer[#answer + 1] = replay(i)
end
return answer
