-- Leaves payments in doubt to whoever has room for them.
-- ARGV: worker, processor where they are in doubt, then of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
-- Answers nothing.
local worker, processor = ARGV[1], ARGV[2]
for i = 3, #ARGV, 2 do
  local claim, fence = ARGV[i], ARGV[i + 1]
  if is_of_now(fence) and holds(worker, claim) then
    redis.call('XCLAIM', QUEUE, GROUP, PARKED .. processor, 0, place_of(claim), 'JUSTID')
  end
end
return {}
