-- Reads the queue.
-- ARGV: the place after which to go on, or ''; entries wanted at most. Answers: place and payload of each.
local answer = {}
local first = ARGV[1] == '' and '-' or '(' .. ARGV[1]
for _, entry in ipairs(redis.call('XRANGE', QUEUE, first, '+', 'COUNT', ARGV[2])) do
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = entry[2][4]
end
return answer
