-- KEYS: 7:a:LEVEL:PAGE
-- ARGV: the pages wanted, as 'level:page'. Answers: processors, then all fields of each page.
local answer = { redis.call('HGETALL', PROCESSORS) }
for _, page in ipairs(ARGV) do
  answer[#answer + 1] = redis.call('HGETALL', data .. 'a:' .. page)
end
return answer
