-- Moves payments to another unfinished state.
-- ARGV: worker, then of each: entry, generation and era, id bucket, id, new state, 'cents:accepted:', processor
-- ('' for none), rest of the record, since when in doubt, and as the writer has seen it: state and
-- processor ('' for none), 'requested:' or history.
local answer = {}

local function move(i)
  local entry, records, id, state = ARGV[i], data .. 'i:' .. ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local record, refusal = record_to_change(ARGV[1], entry, ARGV[i + 1], records, id)
  if not record then
    return refusal
  end
  local text = state .. ':' .. ARGV[i + 5]
  if ARGV[i + 6] ~= '' then
    text = text .. number_of(ARGV[i + 6]) .. ':'
  end
  text = text .. ARGV[i + 7]
  -- Done already by the same call, or nothing has come in between.
  if record ~= text and not is_as_seen(record, ARGV[i + 5], ARGV[i + 9], ARGV[i + 10]) then
    return CLAIM_LOST
  end
  redis.call('HSET', records, id, text)
  if state == 'D' then
    redis.call('ZADD', data .. 'doubt', ARGV[i + 8], id)
    redis.call('HSET', PLACES, id, place_of(entry))
  else
    no_longer_in_doubt(record, id)
  end
  return DONE
end

for i = 2, #ARGV, 11 do
  answer[#answer + 1] = move(i)
end
return answer
