-- Moves payments to another unfinished state.
-- ARGV: worker, then of each: entry, generation, id bucket, id, new state, 'cents:accepted:', processor
-- ('' for none), rest of the record, since when in doubt.
local answer = {}
for i = 2, #ARGV, 9 do
  local entry, records, id, state = ARGV[i], data .. 'i:' .. ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local record, refusal = record_to_change(ARGV[1], entry, ARGV[i + 1], records, id)
  if record then
    local text = state .. ':' .. ARGV[i + 5]
    if ARGV[i + 6] ~= '' then
      text = text .. number_of(ARGV[i + 6]) .. ':'
    end
    redis.call('HSET', records, id, text .. ARGV[i + 7])
    if state == 'D' then
      redis.call('ZADD', data .. 'doubt', ARGV[i + 8], id)
      redis.call('HSET', PLACES, id, place_of(entry))
    else
      no_longer_in_doubt(record, id)
    end
  end
  answer[#answer + 1] = refusal or DONE
end
return answer
