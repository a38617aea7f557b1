-- Reads the queue, or what was set aside from it.
-- ARGV: 'queue' or 'aside', the place after which to go on, or ''; entries wanted at most. Answers: place and fields with values of each.
local answer = {}
local first = ARGV[2] == '' and '-' or '(' .. ARGV[2]
for _, entry in ipairs(redis.call('XRANGE', ARGV[1] == 'queue' and QUEUE or data .. 'aside', first, '+', 'COUNT', ARGV[3])) do
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = entry[2]
end
return answer
