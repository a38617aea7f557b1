-- Moves payments to the dead letters.
-- KEYS: 7:i:BUCKET, 7:dead, 7:reasons
-- ARGV: worker, then of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
--   bucket, id    of its record
--   base_died     'cents:accepted:died:'
--   history
--   reason
--   died_bytes    when it died, in 6 bytes
--   seen          state and processor as the writer has seen them, '' for queued
--   seen_rest     likewise 'requested:' of the attempt, or the history
-- Answers, of each: ordinal of WorkQueue.WriteResult.
local worker = ARGV[1]
local answer = {}
local reasons = data .. 'reasons'

local function is_dead_so(records, id, dead, reason)
  local record = redis.call('HGET', records, id)
  return record and string.sub(record, 1, #dead) == dead and redis.call('HGET', reasons, id) == reason
end

local function give_up(claim, fence, bucket, id, base_died, history, reason, died_bytes, seen, seen_rest)
  local records, dead = data .. 'i:' .. bucket, 'L:' .. base_died
  if not is_purged(fence) and is_dead_so(records, id, dead, reason) then
    return DONE
  end
  local record, refusal = record_to_change(worker, claim, fence, records, id)
  if not record then
    return refusal
  end
  if not is_as_seen(record, string.match(base_died, '^[^:]*:[^:]*:'), seen, seen_rest) then
    return CLAIM_LOST
  end
  redis.call('HSET', records, id, dead .. history)
  redis.call('HSET', reasons, id, reason)
  redis.call('ZADD', data .. 'dead', 0, died_bytes .. id)
  no_longer_in_doubt(record, id)
  finish(place_of(claim), id, record)
  report('dead', id, dead .. history, reason)
  return DONE
end

for i = 2, #ARGV, 10 do
  answer[#answer + 1] = give_up(unpack(ARGV, i, i + 9))
end
return answered(answer)
