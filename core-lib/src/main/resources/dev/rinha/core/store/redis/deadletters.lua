-- What is done with dead letters. Answers are the ordinals of DeadLetters.Replayed.
-- KEYS: 7:i:BUCKET, 7:dead, 7:reasons
local NOT_DEAD, QUEUE_FULL, EXECUTED = 1, 2, 3

local TIME_BYTES = 6

-- A dead letter is one death of one payment: the record begins like this as long as it is that one.
local function is_dead_since(record, base, died)
  local dead = 'L:' .. base .. died
  return string.sub(record, 1, #dead) == dead
end

-- Whether the dead letter says that a processor has the payment, with another amount: see DeadLetter.executed.
local function is_executed(id)
  local reason = redis.call('HGET', data .. 'reasons', id) or ''
  return string.find(reason, '^[a-z0-9-]+ has it with %-?%d+ cents instead of %d+$') ~= nil
end

local function put_back(limit, force, bucket, id, base, died, died_bytes, queued, history)
  local record = redis.call('HGET', data .. 'i:' .. bucket, id) or ''
  if record == queued_record(base, history) then
    return DONE
  end
  if not is_dead_since(record, base, died) then
    return NOT_DEAD
  end
  if force ~= '1' and is_executed(id) then
    return EXECUTED
  end
  if redis.call('XLEN', QUEUE) >= tonumber(limit) then
    return QUEUE_FULL
  end
  queue_again(bucket, id, base, queued, history)
  redis.call('ZREM', data .. 'dead', died_bytes .. id)
  redis.call('HDEL', data .. 'reasons', id)
  report('put-back', id, queued_record(base, history), '')
  return DONE
end
