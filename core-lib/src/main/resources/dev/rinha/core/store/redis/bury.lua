-- ARGV: worker, then of each: entry, generation and era, id bucket, id, 'cents:accepted:died:', history, reason,
-- died in 6 bytes, and as the writer has seen it: state and processor ('' for none), 'requested:' or history.
local answer = {}
local reasons = data .. 'reasons'

local function is_buried_so(records, id, grave, reason)
  local record = redis.call('HGET', records, id)
  return record and string.sub(record, 1, #grave) == grave and redis.call('HGET', reasons, id) == reason
end

for i = 2, #ARGV, 10 do
  local entry, records, id = ARGV[i], data .. 'i:' .. ARGV[i + 2], ARGV[i + 3]
  local grave, reason = 'L:' .. ARGV[i + 4], ARGV[i + 6]
  if is_of_now(ARGV[i + 1]) and is_buried_so(records, id, grave, reason) then
    answer[#answer + 1] = DONE
  else
    local record, refusal = record_to_change(ARGV[1], entry, ARGV[i + 1], records, id)
    local base = string.match(ARGV[i + 4], '^[^:]*:[^:]*:')
    if record and not is_as_seen(record, base, ARGV[i + 8], ARGV[i + 9]) then
      refusal = CLAIM_LOST
    elseif record then
      redis.call('HSET', records, id, grave .. ARGV[i + 5])
      redis.call('HSET', reasons, id, reason)
      redis.call('ZADD', data .. 'dead', 0, ARGV[i + 7] .. id)
      no_longer_in_doubt(record, id)
      finish(place_of(entry), id)
    end
    answer[#answer + 1] = refusal or DONE
  end
end
return answer
