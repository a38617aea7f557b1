-- Puts payments in doubt back on the queue, whoever holds them.
-- KEYS: 7:i:BUCKET, pauses, paused-at
-- ARGV, of each payment:
--   of            the generation in which it was in doubt
--   bucket, id    of its record
--   base          'cents:accepted:'
--   processor     where it is in doubt
--   requested     'requested:' of that attempt
--   queued        when queued, as it stands in an entry of the queue
--   history
--   quiet_millis  for how long nothing must have been sent there
--   freed_at      in milliseconds
-- Answers, of each: ordinal of UnknownOutcomes.Freed.
local TOO_EARLY = 3
local answer = {}
local now = millis_now()

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

local function free(of, bucket, id, base, processor, requested, queued, history, quiet_millis, freed_at)
  local record = of == generation and redis.call('HGET', data .. 'i:' .. bucket, id) or ''
  if record == queued_record(base, history) then
    return DONE
  end
  if state_of(record) == 'X' then
    return ALREADY_SETTLED
  end
  local number = redis.call('HGET', PROCESSORS, processor) or ''
  local doubt = 'D:' .. base .. number .. ':' .. requested
  if string.sub(record, 1, #doubt) ~= doubt then
    return CLAIM_LOST
  end
  if paused_millis(processor, freed_at) < tonumber(quiet_millis) then
    return TOO_EARLY
  end
  leave_queue(redis.call('HGET', PLACES, id), record)
  no_longer_in_doubt(record, id)
  queue_again(bucket, id, base, queued, history)
  report('resolved', id, queued_record(base, history), '')
  return DONE
end

for i = 1, #ARGV, 10 do
  answer[#answer + 1] = free(unpack(ARGV, i, i + 9))
end
return answered(answer)
