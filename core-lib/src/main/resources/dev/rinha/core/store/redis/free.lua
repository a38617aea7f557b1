-- Puts payments in doubt back on the queue, whoever holds them.
-- ARGV: of each: generation, id bucket, id, 'cents:accepted:', processor, 'requested:', when queued as it stands
-- in an entry, history.
local answer = {}

local function free(i)
  local records, id, base = data .. 'i:' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local record = ARGV[i] == generation and redis.call('HGET', records, id) or ''
  if record == queued_record(base, ARGV[i + 7]) then
    return DONE
  end
  if state_of(record) == 'X' then
    return ALREADY_SETTLED
  end
  local number = redis.call('HGET', PROCESSORS, ARGV[i + 4]) or ''
  local doubt = 'D:' .. base .. number .. ':' .. ARGV[i + 5]
  if string.sub(record, 1, #doubt) ~= doubt then
    return CLAIM_LOST
  end
  leave_queue(redis.call('HGET', PLACES, id))
  no_longer_in_doubt(record, id)
  queue_again(ARGV[i + 1], id, base, ARGV[i + 6], ARGV[i + 7])
  return DONE
end

for i = 1, #ARGV, 8 do
  answer[#answer + 1] = free(i)
end
return answer
