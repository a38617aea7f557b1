-- Moves payments to another unfinished state.
-- KEYS: 7:i:BUCKET, 7:doubt
-- ARGV: worker, then of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
--   bucket, id    of its record
--   state         the new one
--   base          'cents:accepted:'
--   processor     of the attempt, '' for none
--   rest          of the record
--   doubt_since   in milliseconds, for state D
--   seen          state and processor as the writer has seen them, '' for queued
--   seen_rest     likewise 'requested:' of the attempt, or the history
-- Answers, of each: ordinal of WorkQueue.WriteResult.
local worker = ARGV[1]
local answer = {}

local function move(claim, fence, bucket, id, state, base, processor, rest, doubt_since, seen, seen_rest)
  local records = data .. 'i:' .. bucket
  local record, refusal = record_to_change(worker, claim, fence, records, id)
  if not record then
    return refusal
  end
  local text = state .. ':' .. base
  if processor ~= '' then
    text = text .. number_of(processor) .. ':'
  end
  text = text .. rest
  -- Done already by the same call, or nothing has come in between.
  if record ~= text and not is_as_seen(record, base, seen, seen_rest) then
    return CLAIM_LOST
  end
  redis.call('HSET', records, id, text)
  if state == 'D' then
    redis.call('ZADD', data .. 'doubt', doubt_since, id)
    redis.call('HSET', PLACES, id, place_of(claim))
  else
    no_longer_in_doubt(record, id)
  end
  return DONE
end

for i = 2, #ARGV, 11 do
  answer[#answer + 1] = move(unpack(ARGV, i, i + 10))
end
return answer
