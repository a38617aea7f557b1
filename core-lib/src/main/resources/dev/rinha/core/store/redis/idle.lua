-- Sets for how long claims have been idle: 0 renews them, an eternity releases them.
-- ARGV: worker, idle milliseconds, then of each: entry, generation and era. Answers: 1 for each still held, else 0.
local answer, held = {}, {}
for i = 3, #ARGV, 2 do
  if is_of_now(ARGV[i + 1]) and holds(ARGV[1], ARGV[i]) then
    held[#held + 1] = place_of(ARGV[i])
    answer[#answer + 1] = 1
  else
    answer[#answer + 1] = 0
  end
end
if #held > 0 then
  for _, option in ipairs({ 'IDLE', ARGV[2], 'JUSTID' }) do
    held[#held + 1] = option
  end
  redis.call('XCLAIM', QUEUE, GROUP, ARGV[1], 0, unpack(held))
end
return answer
