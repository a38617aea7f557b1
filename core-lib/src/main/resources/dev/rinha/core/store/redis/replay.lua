-- ARGV: limit, then of each letter: generation, id bucket, id, 'cents:accepted:', 'died:', died in 6 bytes,
-- when queued as it stands in an entry, history, 1 if also one that a processor has executed.
-- Answers are the ordinals of DeadLetters.Replayed.
local answer = {}

local function replay(i)
  if ARGV[i] ~= generation then
    return NOT_DEAD
  end
  return revive(ARGV[1], ARGV[i + 8], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6], ARGV[i + 7])
end

for i = 2, #ARGV, 9 do
  answer[#answer + 1] = replay(i)
end
return answer
