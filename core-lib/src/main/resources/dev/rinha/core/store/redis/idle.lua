-- Sets for how long claims have been idle: 0 renews them, an eternity releases them.
-- ARGV: worker, milliseconds, then of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
-- Answers, of each: 1 if it is still held, else 0.
local worker, millis = ARGV[1], ARGV[2]
local answer, held = {}, {}
for i = 3, #ARGV, 2 do
  local claim, fence = ARGV[i], ARGV[i + 1]
  if is_of_now(fence) and holds(worker, claim) then
    held[#held + 1] = place_of(claim)
    answer[#answer + 1] = 1
  else
    answer[#answer + 1] = 0
  end
end
if #held > 0 then
  for _, option in ipairs({ 'IDLE', millis, 'JUSTID' }) do
    held[#held + 1] = option
  end
  redis.call('XCLAIM', QUEUE, GROUP, worker, 0, unpack(held))
end
return answer
