-- What is done with dead letters. Answers are the ordinals of DeadLetters.Replayed.
local NOT_DEAD, QUEUE_FULL = 1, 2

-- A letter is one death of one payment: the record begins like this as long as it is that one.
local function is_buried_as(record, base, died)
  local grave = 'L:' .. base .. died
  return string.sub(record, 1, #grave) == grave
end

local function revive(limit, bucket, id, base, died, died_bytes, queued, history)
  local record = redis.call('HGET', data .. 'i:' .. bucket, id) or ''
  if record == queued_record(base, history) then
    return DONE
  end
  if not is_buried_as(record, base, died) then
    return NOT_DEAD
  end
  if redis.call('XLEN', QUEUE) >= tonumber(limit) then
    return QUEUE_FULL
  end
  queue_again(bucket, id, base, queued, history)
  redis.call('ZREM', data .. 'dead', died_bytes .. id)
  redis.call('HDEL', data .. 'reasons', id)
  return DONE
end
