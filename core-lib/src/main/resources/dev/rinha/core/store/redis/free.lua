-- Puts payments in doubt back on the queue, whoever holds them.
-- ARGV: of each: generation, id bucket, id, 'cents:accepted:', processor, 'requested:', when queued as it stands
-- in an entry, history, for how long nothing must have been sent there, when freed. Answers are the ordinals of
-- UnknownOutcomes.Freed.
local TOO_EARLY = 3
local answer = {}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- For how long the queue or the processor is paused, by the store's clock and by the operators', whichever says less.
local function paused_millis(processor, freed_at)
  local longest = 0
  for _, field in ipairs({ '', ':' .. processor }) do
    local pause = redis.call('HGET', store .. 'pauses', field)
    if pause then
      local at = redis.call('HGET', store .. 'paused-at', field) or now
      longest = math.max(longest, math.min(now - at, freed_at - string.match(pause, '^%-?%d+')))
    end
  end
  return longest
end

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
  if paused_millis(ARGV[i + 4], ARGV[i + 9]) < tonumber(ARGV[i + 8]) then
    return TOO_EARLY
  end
  leave_queue(redis.call('HGET', PLACES, id))
  no_longer_in_doubt(record, id)
  queue_again(ARGV[i + 1], id, base, ARGV[i + 6], ARGV[i + 7])
  return DONE
end

for i = 1, #ARGV, 10 do
  answer[#answer + 1] = free(i)
end
return answer
