-- ARGV: limit, id, then of each letter: name, id bucket, 'cents:accepted:' or '' if it is not that letter any more,
-- 'died:', when queued as it stands in an entry, history. Answers: 1 if the queue is full, else 0.
local force = redis.call('HGET', replay_key(ARGV[2]), 'force')
local left, replayed, gone, full = left_key(ARGV[2]), 0, 0, 0

local function put_back(i)
  local name = ARGV[i]
  if ARGV[i + 2] == '' then
    return NOT_DEAD
  end
  local died_bytes, id = string.sub(name, 1, TIME_BYTES), string.sub(name, TIME_BYTES + 1)
  return revive(ARGV[1], force, ARGV[i + 1], id, ARGV[i + 2], ARGV[i + 3], died_bytes, ARGV[i + 4], ARGV[i + 5])
end

for i = 3, #ARGV, 6 do
  -- Somebody else may have been quicker.
  if redis.call('ZSCORE', left, ARGV[i]) then
    local became = put_back(i)
    if became == QUEUE_FULL then
      full = 1
      break
    end
    redis.call('ZREM', left, ARGV[i])
    replayed = replayed + (became == DONE and 1 or 0)
    gone = gone + (became ~= DONE and 1 or 0)
  end
end
if replayed > 0 then
  redis.call('HINCRBY', replay_key(ARGV[2]), 'replayed', replayed)
end
if gone > 0 then
  redis.call('HINCRBY', replay_key(ARGV[2]), 'gone', gone)
end
return { full }
