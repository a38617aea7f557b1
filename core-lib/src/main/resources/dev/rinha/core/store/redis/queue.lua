-- Reads the queue.
-- ARGV: the place after which to go on, or ''; entries wanted at most. Answers: place and payload of each.
local after, limit = unpack(ARGV)
local answer = {}
local first = after == '' and '-' or '(' .. after
for _, entry in ipairs(redis.call('XRANGE', QUEUE, first, '+', 'COUNT', limit)) do
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = entry[2][4]
end
return answer
