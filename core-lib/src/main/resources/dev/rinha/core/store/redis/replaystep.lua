-- Puts the next dead letters of a frozen replay back on the queue.
-- ARGV: how many entries the queue may have, id of the replay, then of each dead letter:
--   name          when it died, in 6 bytes, and id of the payment
--   bucket        of its record
--   base          'cents:accepted:', '' if it is not that dead letter any more
--   died          'died:'
--   queued        when queued, as it stands in an entry of the queue
--   history
-- Answers: 1 if the queue is full, else 0.
local limit, replay = ARGV[1], ARGV[2]
local force = redis.call('HGET', replay_key(replay), 'force')
local left, replayed, gone, full = left_key(replay), 0, 0, 0

local function step(name, bucket, base, died, queued, history)
  if base == '' then
    return NOT_DEAD
  end
  local died_bytes, id = string.sub(name, 1, TIME_BYTES), string.sub(name, TIME_BYTES + 1)
  return put_back(limit, force, bucket, id, base, died, died_bytes, queued, history)
end

for i = 3, #ARGV, 6 do
  -- Somebody else may have been quicker.
  if redis.call('ZSCORE', left, ARGV[i]) then
    local became = step(unpack(ARGV, i, i + 5))
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
  redis.call('HINCRBY', replay_key(replay), 'replayed', replayed)
end
if gone > 0 then
  redis.call('HINCRBY', replay_key(replay), 'gone', gone)
end
return answered({ full })
